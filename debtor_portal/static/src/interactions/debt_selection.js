import { formatCurrency } from "@web/core/currency";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Shows the total of the chosen instalments while choosing. The server computes it again. */
export class DebtSelection extends Interaction {
    static selector = ".o_debtor_selection";
    dynamicContent = {
        "input[name='line_ids']": { "t-on-change": this.onSelect },
        ".o_debtor_select_all": { "t-on-change": this.onSelectAll },
        ".o_debtor_count": { "t-out": () => String(this.selected.length) },
        ".o_debtor_total": { "t-out": () => formatCurrency(this.total, this.currencyId) },
        "button[name='pay']": { "t-att-disabled": () => !this.selected.length },
    };

    setup() {
        this.currencyId = parseInt(this.el.dataset.currencyId);
        this.choices = [...this.el.querySelectorAll("input[name='line_ids']")];
        this.selectAllEl = this.el.querySelector(".o_debtor_select_all");
    }

    start() {
        this.onSelect();
    }

    get selected() {
        return this.choices.filter((choiceEl) => choiceEl.checked);
    }

    get total() {
        return this.selected.reduce((sum, el) => sum + parseFloat(el.dataset.amount), 0);
    }

    onSelect() {
        if (this.selectAllEl) {
            this.selectAllEl.checked = this.selected.length === this.choices.length;
        }
    }

    onSelectAll(ev) {
        for (const choiceEl of this.choices) {
            choiceEl.checked = ev.target.checked;
        }
    }
}

registry.category("public.interactions").add("debtor_portal.debt_selection", DebtSelection);
