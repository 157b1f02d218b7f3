from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in: a provider's editor or a moderator. The public never does."""
