from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CreditDownload(Controller):
    @route("/credit/xlsx/<int:download_id>", type="http", auth="user", readonly=False)
    def credit_xlsx(self, download_id):
        """Stream the workbook that its reader asked for; nobody else finds it."""
        download = request.env["credit.download"].search([("id", "=", download_id)])
        if not download or not download._is_downloadable():
            return request.not_found()
        records = download._get_records()
        name = f"{records._get_file_name()}.xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(records._get_xlsx(), headers)
