"""Five learners, the vehicles that they learn from, and how they are judged."""

import warnings
from pathlib import Path

import numpy as np
from lightgbm import LGBMClassifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC

# A fit that has not settled after so many steps is judged as it is.
warnings.simplefilter("ignore", ConvergenceWarning)


def logistic(degree=1, **settings):
    """Linear in the measurements (degree 1), or in their squares and products as well (degree 2)."""
    features = PolynomialFeatures(degree, include_bias=False)
    return make_pipeline(StandardScaler(), features, StandardScaler(), LogisticRegression(max_iter=300, **settings))


def neighbours(**settings):
    return make_pipeline(StandardScaler(), KNeighborsClassifier(**settings))


def svm(**settings):
    """It gives no probabilities by itself: they are fitted to what it answers."""
    return make_pipeline(StandardScaler(), CalibratedClassifierCV(SVC(**settings), ensemble=False))


def forest(**settings):
    return RandomForestClassifier(random_state=0, **settings)


def lightgbm(**settings):
    # Without a frequency, `subsample` would do nothing.
    return LGBMClassifier(random_state=0, n_jobs=1, verbose=-1, subsample_freq=1, **settings)


LEARNERS = {make.__name__: make for make in (logistic, neighbours, svm, forest, lightgbm)}


def vehicles():
    """Two halves of the 846 silhouettes: one to choose a learner by, one to judge the winner on, once."""
    rows = np.genfromtxt(Path(__file__).parent / "data/vehicle.csv.gz", delimiter=",", skip_header=1, dtype=str)
    x, y = rows[:, :-1].astype(float), rows[:, -1]
    x_known, x_new, y_known, y_new = train_test_split(x, y, test_size=0.5, stratify=y, random_state=0)
    return (x_known, y_known), (x_new, y_new)


def fold_losses(learner, settings, x, y):
    """The loss on each of five folds, which are the same for every learner."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0).split(x, y)
    make = LEARNERS[learner]
    return [loss(make(**settings).fit(x[learned], y[learned]), x[held], y[held]) for learned, held in folds]


def loss(model, x, y):
    """Mean cross-entropy: how improbable the right answers were to the model. Guessing among the four gives 1.39."""
    return log_loss(y, model.predict_proba(x))
