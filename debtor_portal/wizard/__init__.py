from . import debtor_link_share
