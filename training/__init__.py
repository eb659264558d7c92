"""How the model of person names is made: ``python -m training.build``. Not part of the package."""
