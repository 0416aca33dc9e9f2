from . import test_registry_lint
