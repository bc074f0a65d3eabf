"""What every 401 asks for (RFC 6750)."""

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hengxu"'}
