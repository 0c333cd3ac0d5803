import secrets, os
print(secrets.token_hex(8), secrets.randbelow(10**9), os.urandom(6).hex(), os.getrandom(4).hex())
