"""What every command that starts something, or gives out tokens, looks at before all."""

import os
import shutil

from ledger.application import Ledger
from production import IdentityMissing, SettingUnknown, check_identity, unknown_variables
from service_layer.remaking import differences_from, other_policy_in_force
from settings import Settings
from temporal_client.client import check_settings
from temporal_client.connection import ConnectionWrong, settings_to_blame
from temporal_client.payload_keys import PayloadKeysWrong
from terminal import wording
from terminal.answers import CommandError, print_error
from terminal.language import words


def check_scanner(settings: Settings) -> None:
    """Raises ``CommandError`` where the program that is to scan documents isn't there."""
    command = settings.document_scan_command
    if command and shutil.which(command[0]) is None:
        raise CommandError(wording.NO_SCANNER(program=command[0]))


def check_start(settings: Settings) -> None:
    """Tells of variables that nothing reads, most of them misspelt. Raises ``CommandError`` where production doesn't
    name its issuer, a variable may have been meant for it or for Temporal, or a file that is named is of no use.
    """
    try:
        for name, meant in unknown_variables(os.environ, type(settings).model_fields).items():
            unknown = wording.NO_SETTING if meant else wording.NO_SUCH_SETTING
            print_error(words(unknown(name=name, meant=meant)))
        check_identity(settings)
        check_settings(settings)
    except (IdentityMissing, SettingUnknown, PayloadKeysWrong, ConnectionWrong) as wrong:
        raise CommandError(wrong.sentence) from None


def temporal_away(settings: Settings, error: Exception) -> CommandError:
    """Why a command that needs Temporal ends: what is to be set, or that it doesn't answer."""
    blame = settings_to_blame(settings, error)
    return CommandError(blame or wording.TEMPORAL_AWAY(address=settings.temporal_address))


def check_house_rules(settings: Settings, ledger: Ledger) -> None:
    """Raises ``CommandError`` where this command goes by other house rules than the workers do: what it would find, or
    write, is not what holds.
    """
    if other := other_policy_in_force(ledger, settings.policy):
        differences = differences_from(settings.policy, other)._asdict()
        raise CommandError(wording.POLICY_DIFFERS(number=other.number, **differences))
