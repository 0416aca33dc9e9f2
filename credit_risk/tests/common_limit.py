from .common import CreditRiskCommon


class CreditLimitCommon(CreditRiskCommon):
    """Builders of limits and groups; days are counted from today."""

    @classmethod
    def _grant(cls, debtor, amount=0.0, begins=0, ends=None, company=None, **values):
        company = company or cls.company
        profiles = cls.profiles.sudo().with_company(company)
        profiles._create_missing(debtor.ids)
        vals = {
            "profile_id": profiles._get_profiles(debtor).id,
            "amount": amount,
            "date_from": cls._day(begins),
            "date_to": cls._day(ends) if ends is not None else False,
            "reason": "A test",
            **values,
        }
        # Whoever may write partners need not be the one who grants.
        user = cls.manager if company == cls.company else cls.env.ref("base.user_admin")
        return cls.env["credit.limit"].with_user(user).with_company(company).create(vals)

    @classmethod
    def _create_group(cls, debtors, amount=0.0, **values):
        return cls.env["credit.group"].with_user(cls.manager).create(
            {
                "name": "Holding",
                "amount": amount,
                "limit_state": "amount" if amount else "none",
                "partner_ids": debtors.ids,
                **values,
            }
        )

    @classmethod
    def _room(cls, debtor, as_of=None, company=None):
        profiles = cls.profiles.with_company(company or cls.company)
        exposures = debtor.with_company(company or cls.company)._credit_exposure()
        return profiles._get_rooms(exposures, as_of)[debtor.id]

    @classmethod
    def _core(cls, debtor, company=None):
        return debtor.with_company(company or cls.company).credit_limit
