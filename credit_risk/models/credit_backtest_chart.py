from markupsafe import Markup

from odoo import models
from odoo.tools import formatLang

SIZE, MARGIN = 260, 36


class CreditBacktest(models.Model):
    """Pictures of a back-test: what was forecast against what happened."""

    _inherit = "credit.backtest"

    def _draw(self):
        """Return the calibration of both forecasts and the bad rates by grade, as one SVG each."""
        pictures = [
            self._draw_calibration(self.env._("Late payment"), self.late_band_ids),
            self._draw_calibration(self.env._("Default"), self.default_band_ids),
            self._draw_grades(self.env._("Defaults by grade"), self.grade_band_ids),
        ]
        return Markup("<div class='d-flex flex-wrap gap-3'>{}</div>").format(
            Markup("").join(picture for picture in pictures if picture)
        )

    def _draw_calibration(self, title, bands):
        """Forecast along, outcome up: good forecasts lie on the line."""
        top = max([*bands.mapped("predicted"), *bands.mapped("observed")], default=0.0)
        if not top:
            return Markup("")
        points = Markup("").join(
            Markup("<circle cx='{}' cy='{}' r='4' fill='#017e84'/>").format(
                self._along(band.predicted / top), self._up(band.observed / top)
            )
            for band in bands
        )
        line = Markup(
            "<line x1='{}' y1='{}' x2='{}' y2='{}' stroke='#999' stroke-dasharray='4'/>"
        ).format(self._along(0), self._up(0), self._along(1), self._up(1))
        return self._frame(title, line + points, self.env._("Forecast"), top)

    def _draw_grades(self, title, bands):
        """A column a grade, as high as its share of defaults; the line is what was forecast."""
        top = max([*bands.mapped("predicted"), *bands.mapped("observed")], default=0.0)
        if not top:
            return Markup("")
        width = (SIZE - 2 * MARGIN) / len(bands)
        columns = Markup("").join(
            self._draw_column(band, MARGIN + width * index, width, top)
            for index, band in enumerate(bands)
        )
        return self._frame(title, columns, self.env._("Grade"), top)

    def _draw_column(self, band, left, width, top):
        height = self._up(band.observed / top)
        return Markup(
            "<rect x='{x}' y='{y}' width='{w}' height='{h}' fill='#017e84' opacity='.75'/>"
            "<line x1='{x}' x2='{x2}' y1='{p}' y2='{p}' stroke='#d9534f' stroke-width='2'/>"
            "<text x='{m}' y='{b}' font-size='11' text-anchor='middle'>{name}</text>"
        ).format(
            x=round(left + 3, 1), x2=round(left + width - 3, 1), m=round(left + width / 2, 1),
            w=round(width - 6, 1), y=height, h=round(SIZE - MARGIN - height, 1),
            p=self._up(band.predicted / top), b=SIZE - MARGIN + 13, name=band.name,
        )  # fmt: skip

    def _frame(self, title, content, label, top):
        end = SIZE - MARGIN
        return Markup(
            "<figure class='m-0'><figcaption class='fw-bold'>{title}</figcaption>"
            "<svg viewBox='0 0 {size} {size}' width='{size}' height='{size}' role='img'>"
            "<path d='M{m} {m}V{end}H{end}' fill='none' stroke='#666'/>{content}"
            "<text x='{m}' y='{over}' font-size='11'>{top} %</text>"
            "<text x='{end}' y='{below}' font-size='11' text-anchor='end'>{label}</text>"
            "</svg></figure>"
        ).format(
            title=title, size=SIZE, m=MARGIN, end=end, content=content, over=MARGIN - 6,
            top=formatLang(self.env, 100 * top, digits=1), below=end + 28, label=label,
        )  # fmt: skip

    @staticmethod
    def _along(share):
        return round(MARGIN + share * (SIZE - 2 * MARGIN), 1)

    @staticmethod
    def _up(share):
        return round(SIZE - MARGIN - share * (SIZE - 2 * MARGIN), 1)
