import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { AmountBar } from "../charts/amount_bar";
import { ScoreGauge } from "../charts/score_gauge";
import { formatFigure } from "../format";

/**
 * The credit profile that a record points to, drawn in place.
 *
 * It is read here rather than through fields of the record: only who opens the page pays for it.
 */
export class StandingField extends Component {
    static template = "credit_risk.StandingField";
    static components = { AmountBar, ScoreGauge };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ standing: null });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    get standing() {
        return this.state.standing;
    }

    async load(props) {
        const profile = props.record.data[props.name];
        this.state.standing = profile
            ? await this.keepLast.add(
                  this.orm.call("credit.profile", "get_standing", [profile.id])
              )
            : null;
    }

    figure(fact) {
        return formatFigure(fact.value, fact.unit, { currencyId: this.standing.currency_id });
    }

    open(action) {
        return this.action.doAction(action);
    }
}

registry.category("fields").add("credit_standing", {
    component: StandingField,
    displayName: _t("Credit standing"),
    supportedTypes: ["many2one"],
});
