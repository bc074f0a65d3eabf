"""What every command that starts something, or gives out tokens, looks at before all."""

import os

from production import IdentityMissing, SettingUnknown, check_identity, misspelt
from settings import Settings
from terminal import wording
from terminal.answers import CommandError, both, print_error


def check_start(settings: Settings) -> None:
    """Tells of variables that are probably misspelt. Raises ``CommandError`` where production doesn't name its issuer,
    or a variable may have been meant for it.
    """
    try:
        for name, meant in misspelt(os.environ, type(settings).model_fields).items():
            print_error(both(wording.NO_SETTING(name=name, meant=meant)))
        check_identity(settings)
    except (IdentityMissing, SettingUnknown) as wrong:
        raise CommandError(wrong.sentence) from None
