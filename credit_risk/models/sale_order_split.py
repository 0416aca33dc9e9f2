from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round


class SaleOrder(models.Model):
    """A quotation divided in two: what credit allows now, and the rest on another quotation."""

    _inherit = "sale.order"

    def _split_credit(self, amount):
        """Keep lines for ``amount`` at most, with tax; return the new quotation with the rest.

        Whole lines stay first, in their order; then as many units as still fit. Prices stay as they
        are, whatever a price list says about smaller quantities. Both make up the original.

        :param amount: in the order's currency
        :raise UserError: when not a single unit fits
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type and line.price_total)
        kept = self._get_kept_quantities(lines, amount)
        if not any(kept.values()):
            raise UserError(
                self.env._(
                    "Not one unit of %(order)s fits into %(amount)s: ask for a part of it up front"
                    " instead.",
                    order=self.display_name,
                    amount=self.currency_id.format(amount),
                )
            )
        rest = self._copy_rest(lines, kept)
        self._keep_quantities(lines, kept)
        self._trim_to(lines, amount, rest)
        rest.message_post(body=self.env._("The rest of %(order)s.", order=self.name))
        self.message_post(
            body=self.env._("Divided to stay within credit: the rest is %(rest)s.", rest=rest.name)
        )
        return rest

    def _get_kept_quantities(self, lines, amount):
        """Return ``{line: quantity}`` that together cost ``amount`` at most."""
        kept, left = {}, amount
        # What lowers the total stays with what it was granted for.
        for line in lines.filtered(lambda line: line.price_total < 0):
            kept[line], left = line.product_uom_qty, left - line.price_total
        charged = lines.filtered(lambda line: line.price_total > 0)
        for line in charged:
            if self.currency_id.compare_amounts(line.price_total, left) <= 0:
                kept[line], left = line.product_uom_qty, left - line.price_total
        for line in charged.filtered(lambda line: line not in kept):
            kept[line] = line._get_quantity_within(left)
            left -= line.price_total * kept[line] / line.product_uom_qty
        return kept

    def _copy_rest(self, lines, kept):
        """Return a new quotation with what is not kept, at the same prices."""
        commands = []
        for line in lines:
            quantity = line.product_uom_qty - kept[line]
            if float_compare(quantity, 0, precision_rounding=line._get_quantity_step()) > 0:
                [vals] = line.copy_data({"product_uom_qty": quantity, **line._get_price_vals()})
                commands.append(Command.create({**vals, "order_id": False}))
        return self.copy({"order_line": commands, "payment_term_id": self.payment_term_id.id})

    def _keep_quantities(self, lines, kept):
        gone = lines.filtered(lambda line: not kept[line])
        for line in lines - gone:
            if kept[line] != line.product_uom_qty:
                line.write({"product_uom_qty": kept[line], **line._get_price_vals()})
        gone.unlink()

    def _trim_to(self, lines, amount, rest):
        """Tax is rounded on the whole: should it tip the scales, a unit more goes to the rest."""
        lines = lines.exists().filtered(lambda line: line.price_total > 0)
        while lines and self.currency_id.compare_amounts(self.amount_total, amount) > 0:
            line = lines[-1]
            step = line._get_quantity_step()
            if line.product_uom_qty <= step:
                lines -= line
                continue
            line._move_quantity(step, rest)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_quantity_step(self):
        """Return the smallest quantity that can be sold apart: whole units for what is counted."""
        rounding = self.product_uom_id.rounding or 1.0
        whole = float_round(self.product_uom_qty, precision_digits=0) == self.product_uom_qty
        return max(rounding, 1.0) if whole and self.product_uom_qty >= 1 else rounding

    def _get_quantity_within(self, amount):
        """Return the most of this line that costs ``amount`` at most."""
        if amount <= 0 or not self.price_total:
            return 0.0
        most = self.product_uom_qty * amount / self.price_total
        fitting = float_round(
            most, precision_rounding=self._get_quantity_step(), rounding_method="DOWN"
        )
        return min(fitting, self.product_uom_qty)

    def _get_price_vals(self):
        """Return what keeps the price as agreed when the quantity changes."""
        return {"price_unit": self.price_unit, "discount": self.discount}

    def _move_quantity(self, quantity, order):
        """Move some of this line to its twin on another order."""
        twin = order.order_line.filtered(
            lambda line: line.product_id == self.product_id and line.name == self.name
        )[:1]
        if twin:
            twin.write(
                {"product_uom_qty": twin.product_uom_qty + quantity, **twin._get_price_vals()}
            )
        else:
            self.copy({"order_id": order.id, "product_uom_qty": quantity, **self._get_price_vals()})
        self.write({"product_uom_qty": self.product_uom_qty - quantity, **self._get_price_vals()})
