import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { patch } from "@web/core/utils/patch";

/** A call to a debtor is not just done: something came of it. */
function isCall({ res_model: model, activity_category: category }) {
    return model === "dunning.case" && category === "phonecall";
}

function logCall(env, activity, onClose) {
    return env.services.action.doAction("dunning_automation.dunning_call_log_action", {
        additionalContext: { default_case_id: activity.res_id },
        onClose,
    });
}

patch(Activity.prototype, {
    async onClickMarkAsDone() {
        if (!isCall(this.props.activity)) {
            return super.onClickMarkAsDone(...arguments);
        }
        const thread = this.thread;
        await logCall(this.env, this.props.activity, async () => {
            this.props.onActivityChanged(thread);
            await this.props.reloadParentView?.();
        });
    },
});

patch(ActivityListPopoverItem.prototype, {
    onClickMarkAsDone() {
        const { activity, onActivityChanged } = this.props;
        if (!isCall(activity)) {
            return super.onClickMarkAsDone(...arguments);
        }
        this.env.services.action.doAction("dunning_automation.dunning_call_log_action", {
            additionalContext: { default_case_id: activity.res_id },
            onClose: () => onActivityChanged?.(),
        });
    },
});
