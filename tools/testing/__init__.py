"""How the layers of tests are run, read and added up; standard library only."""
