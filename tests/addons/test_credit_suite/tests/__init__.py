from . import test_month
from . import test_registry_lint
from . import test_story
