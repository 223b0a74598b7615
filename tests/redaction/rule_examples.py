"""The shortest examples of the rules that recognise a secret by what stands beside it.

For each condition of a rule there is one that meets no other.
"""

from __future__ import annotations

import base64

from nuon_notebook.redaction.encoded_text import MARKERS

X = "hunter2Zq"
LONG = "a1B2" * 10
PAIR = base64.b64encode(b"bob:" + X.encode()).decode()
MII = "MI" + "I" + LONG[:20]


def _encoded() -> list[str]:
    """Return texts with each marker in each spelling, after each number of characters, in base64."""
    texts = []
    for marker in MARKERS:
        for spelling in (marker.lower(), marker.upper(), marker.capitalize()):
            text = f"db://a:{X}@b" if marker == "://" else f"{_before(spelling)}{spelling}{_behind(marker)}{X}"
            texts += [base64.b64encode(("-" * offset + "\n" + text).encode()).decode() for offset in range(3)]
    return texts


def _before(marker: str) -> str:
    return "api_" if marker.lower().startswith("key") else "x_" if marker.lower() == "auth" else ""


def _behind(marker: str) -> str:
    return {"auth": "orization: ", 'key"': ": "}.get(marker, " " if marker[-1] in ":=" else ": ")


URLS = {
    "url-signature": [f"/a?{name}=a1B2a1B2a1" for name in ("sig", "Signature", "X-Amz-Credential", "X-Goog-Credential", "hmac")]
    + ["/a?subscription-key=a1B2a1B2a1"],
    "url-parameter": [
        *(f"/a?{name}=a1B2a1B2a1" for name in ("code", "key", "auth", "jwt", "session", "session_id", "sid", "ticket", "otp")),
        *(f"/a?{name}=a1B2a1B2a1" for name in ("assertion", "SAMLResponse", "st", "nonce", "state_token")),
        "a&st=a1B2a1B2a1", "a&code=a1B2a1B2a1",
    ],
    "url-password": [f"postgres://bob:{X}@db"],
    "url-password-with-slash": [f"postgres://bob:a/{X}@db"],
    "url-token": ["https://" + "a1B2" * 5 + "@example.com"],
    "database-address-password": [f"bob:{X}@tcp(db)", f"bob:{X}@unix(db)"],
    "oracle-password": [
        f"jdbc:oracle:thin:bob/{X}@db",
        *(f"{program} bob/{X}@db" for program in ("sqlplus", "impdp", "expdp", "sqlldr", "rman")),
    ],
}  # fmt: skip
FORMATS = {
    "bearer-token": ["bearer " + "a1B2" * 4, "Bearer\t\t" + "a1B2" * 4],
    "basic-credentials": [f"basic {PAIR}", f"auth={PAIR}"],
    "basic-credentials-pair": [f"basic_auth: bob:{X}"],
    "gem-credentials": [f"BUNDLE_GEMS__EXAMPLE__COM: bob:{X}"],
    "sql-password": [f"identified by '{X}'", f"PASSWORD '{X}'", f'PASSWORD "{X}"'],
    "sql-unquoted-password": [f"create user a identified by {X}"],
    "sql-set-password": [f"set password = '{X}'"],
    "sql-set-column": [
        *(f"pwd={function}('{X}')" for function in ("md5", "sha1", "crypt", "encode", "hash")),
        f"pass=password('{X}')", f"pass=md5('{X}')",
    ],
    "sql-insert": [
        f"insert into a (b, {column}) values ('c', '{X}')" for column in ("passwd", "secret", "token", "api_key")
    ],
    "mongo-auth": [f'db.auth("a", "{X}")', f'db.changeUserPassword("a", "{X}")'],
    "netrc-password": [f"login bob password {X}", f"machine a password {X}", f"default login a password {X}"],
    "pgpass": [f"a:5432:b:c:{X}", f"a:*:b:c:{X}"],
    "password-digest": [f"{{{name}}}" + "a1B2" * 5 for name in ("SHA", "CRYPT", "PBKDF2", "ARGON2")],
    "ldif-password": [
        f"{name}: {X}" for name in ("userPassword", "olcRootPW", "sambaNTPassword", "unicodePwd", "krbPrincipalKey")
    ],
    "directive": [
        *(f"{name} {X}" for name in ("requirepass", "masterauth", "bindpw", "rootpw", "rocommunity", "enable secret")),
        *(f"{name} {X}" for name in ("AuthBasicPassword", "sentinel auth-pass a", "radius-server key")),
        *(f"{name} {X}" for name in ("ip ospf authentication-key", "pre-shared-key address a key")),
    ],
    "named-directive": [
        f"{name} API_TOKEN {X}"
        for name in ("SetEnv", "PassEnv", "fastcgi_param", "add_header", "RequestHeader set", "more_set_headers")
    ],
    "line-of-a-user": [
        *(f"{name}{X}" for name in ("stats auth bob:", "com2sec a b ", "username a secret ", "user a >", "user a insecure-password ")),
        *(f"{name} {X}" for name in (": PSK", ": EAP", ": XAUTH", ": NTLM", "createUser a SHA")),
    ],
    "snmp-user-privacy": [f"createUser a SHA b AES {X}"],
    "chap-secrets": [f'"bob" * {X} *'],
    "mail-relay-password": [f"{host} bob:{X}" for host in ("smtp.example.com", "mail.example.com", "relay.example.com")]
    + [f"[a.example.com]:587 bob:{X}"],
    "chpasswd-list": [f"chpasswd:\n  list: |\n    root:{X}\n"],
    "chpasswd-inline-list": [f"chpasswd: {{list: [root:{X}]}}"],
    "hex-routing-key": ["routing_key: " + "a1b2" * 8],
    "wireless-key": [f"iwconfig a key {X}"],
    "generator-literals": [f"secretGenerator:\n- literals:\n  - a={X}\n"],
    "odbc-password": [f"UID=a;PWD={{{X}}}", f"UID=a;password={{{X}}}"],
    "composer-token": [f'"github-oauth": {{"a": "{X}"}}', f'"gitlab-token": {{"a": "{X}"}}'],
    "unseal-key": ["Unseal Key 1: " + LONG, "Recovery Key 1: " + LONG],
    "cut-private-key": [LONG + "\n-----END PRIVATE " + "KEY-----", LONG + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"],
    "json-web-key": [f'{{"kty": "EC", "d": "{LONG}"}}'],
    "putty-private-key": [f"Private-Lines: 1\n{LONG}\n"],
    "minisign-key": [f"secret key\nRWR{LONG}{LONG}"],
    "der-private-key": [
        prefix + LONG
        for prefix in ("MIIEpA" + "IBAAKC", "MIGH" + "AgEAM", "MIHc" + "AgEAM", "MHcC" + "AQEE", "MC4C" + "AQAwBQYDK2V", "b3BlbnNz" + "aC1rZXktdjE")
    ],
    "named-key-file": [
        f"{name}: {MII}"
        for name in ("a.key", "a.p12", "a.pfx", "a.jks", "a.keystore", "pkcs12", "pfx", "keystore", "privkey")
    ],
    "heredoc": [f"TOKEN=$(cat <<EOF\n{X}\nEOF\n)", f"read TOKEN <<EOF\n{X}\nEOF"],
    "kubernetes-secret": [f"kind: Secret\ndata: {{a: {X}}}", f"data:\n  a: {X}\nkind:\t!!str 'Secret'"],
}  # fmt: skip
COMMANDS = {
    "user-option": [
        f"-u bob:{X}", f"curl -ubob:{X}", f"curl -sSu bob:{X}", f"http -a bob:{X}", f"--proxy-user bob:{X}",
        f"--user bob:{X}", f"--auth bob:{X}", f"--creds bob:{X}",
    ],
    "mysql-password": [f"mysql -p{X}", f"mariadb-dump -p{X}"],
    "archive-password": [f"7z a -p{X}", f"unrar x -p{X}", f"rar a -hp{X}"],
    "login-password": [
        f"docker login -p {X}",
        *(f"{program} -p {X}" for program in ("nuget add source", "poetry publish", "twine upload", "psexec", "rdesktop", "evil-winrm", "winrs", "xfreerdp")),
    ],
    "client-password": [
        *(f"{program} -p {X}" for program in ("sshpass", "mongo", "rabbitmqadmin", "cqlsh", "beeline", "ncftpput", "useradd", "usermod")),
        f"security import -P {X}",
    ],
    "capital-password": [
        *(f"{program} -P {X}" for program in ("sqlcmd", "bcp", "ipmitool", "mosquitto_pub", "zip")), f"ssh-keygen -N {X}",
        f"ssh-keygen -P {X}",
    ],
    "ldap-password": [f"ldapsearch -w {X}", f"slappasswd -s {X}", f"ldappasswd -a {X}", f"security add-a -w {X}"],
    "redis-password": [f"redis-cli -a {X}"],
    "redis-auth": [f"redis-cli AUTH {X}"],
    "token-option": [f"{program} -t {X}" for program in ("influx", "vercel", "doctl auth", "codecov", "glab", "nuon")],
    "openssl-password": [f"openssl enc -k {X}", f"nuget push -k {X}", f"openssl dgst -hmac {X}"],
    "openssl-pass-argument": [f"-passin pass:{X}"],
    "openssl-passwd": [f"openssl passwd {X}"],
    "putty-password": [f"{program} -pw {X}" for program in ("plink", "pscp", "psftp", "putty")],
    "snmp-community": [f"snmpwalk -{option} {X}" for option in "cAX"],
    "mail-password": [f"swaks -ap {X}", f"sendemail -xp {X}", f"x11vnc -passwd {X}"],
    "secret-body": [f"gh secret set a -b {X}", f"az keyvault secret set --value {X}"],
    "ssm-parameter": [f"ssm put-parameter --type SecureString --value {X}"],
    "secret-value-option": [f"databricks secrets put --string-value {X}", f"bw unlock --session {X}", f"netlify deploy --auth {X}"],
    "client-certificate": [f"--cert a.p12:{X}"],
    "windows-password": [f"/pass:{X}", f"/password:{X}"],
    "remote-desktop-password": [f"xfreerdp /p:{X}", f"winrs -p:{X}"],
    "scheduled-task": [f"schtasks /rp {X}"],
    "service-password": [f"sc config a password= {X}"],
    "net-user": [f"net user bob {X}"],
    "net-use": [f"net use \\\\a\\b {X}", f"net use \\\\a\\b /user:bob {X}"],
    "login-operand": [
        f"{command} {X}"
        for command in (
            "vault login", "cargo login", "nuget setapikey", "snyk auth", "rclone obscure", "bw unlock", "ngrok authtoken",
            "cloudflared service install", "grafana-cli admin reset-admin-password", "mvn --encrypt-password",
        )
    ],
    "user-and-password": [
        f"{command} bob {X}"
        for command in (
            "rabbitmqctl add_user", "wpa_passphrase", "cf auth", "bw login", "mc admin user add a", "poetry config http-basic.a",
            "dotnet user-secrets set", "doppler secrets set", "isql a", "consul acl set-agent-token",
        )
    ] + [f"poetry config pypi-token.a {X}", f"composer config github-oauth.a {X}"],
    "password-file-entry": [f"htpasswd -b a bob {X}", f"htpasswd -nb bob {X}", f"mosquitto_passwd -b a bob {X}"],
    "ansible-vault-text": [f"ansible-vault encrypt_string --name a {X}"],
    "mysqladmin-password": [f"mysqladmin password {X}"],
    "pulumi-secret": [f"pulumi config set --secret a {X}"],
    "bundle-credentials": [f"bundle config example.com bob:{X}"],
    "set-secrets": [f"fly secrets set A={X}", f"vault kv put a b={X}", f"nomad var put a b={X}", f"op item edit a b={X}"],
    "lftp-user": [f"lftp -u bob,{X}"],
    "samba-user": [f"smbclient -U bob%{X}", f"rpcclient -U bob%{X}", f"net rpc -U bob%{X}"],
    "jenkins-auth": [f"-auth bob:{X}"],
    "curl-cookie": [f"curl -b a={X}", f"curl --cookie a={X}"],
    "chpasswd": [f"bob:{X} | chpasswd"],
    "chpasswd-input": [f"chpasswd <<< bob:{X}"],
    "ftp-user": [f"ftp <<EOF\nuser bob {X}\n"],
    "secure-string": [f'ConvertTo-SecureString "{X}"'],
    "network-credential": [
        f"{name}('a', '{X}')" for name in ("NetworkCredential", "PSCredential", "UsernamePasswordCredentials")
    ],
    "login-call": [
        *(f"{call}'bob', '{X}')" for call in ("auth=(", "HTTPBasicAuth(", "a.login(", "a.signIn(", "a.sign_in(")),
        f"Fernet(b'{LONG}')",
    ],
    "expect-password": [f'expect "Password:"\nsend "{X}'],
    "piped-secret": [
        f"echo {X} | kinit", f"printf {X} | kinit", f"kinit <<< {X}", f"rsync --password-file=<(echo {X})",
    ],
    "printed-secret": [f"TOKEN=$(echo {X})", f"TOKEN=$(printf {X})", f"TOKEN=`echo {X}`", f"read TOKEN <<< {X}"],
    "setting-command": [
        f"{command} api_token {X}"
        for command in (
            "git config", "poetry config", "composer config", "bundle config", "gcloud config set", "aws configure set",
            "rclone config create", "npm set", "yarn set", "dotnet user-secrets set", "consul kv put", "etcdctl put",
            "airflow variables set", "netlify env:set", "nmcli", "wpa_cli", "snap set", "set -gx",
        )
    ],
    "kubectl-from-literal": [f"--from-literal=a={X}"],
}  # fmt: skip
NAMES_AND_VALUES = {
    "described-value": [
        f"name: db_pass value: {X}", f"key: db_pass value: {X}", f"variable: db_pass value: {X}", f"field: db_pass value: {X}",
        f"name: db_pass default: {X}", f"{{name: db_pass, plaintext: {X}}}",
        *(f"{{{name}: true, value: {X}}}" for name in ("sensitive", "NoEcho", "secret", "secured", "masked", "protected")),
        f"{{type: password, value: {X}}}",
    ],
    "secret-block": [
        f'variable "db_pass" {{ default = "{X}" }}', f'output "db_pass" {{ value = "{X}" }}', f"@secure()\nparam a string = '{X}'",
    ],
    "secret-resource": [f'resource "kubernetes_secret" "a" {{\n  data = {{\n    a = "{X}"\n'],
    "yaml-anchor": [f"a: &b {X}\npass: *b"],
    "yaml-complex-key": [f"? pass\n: {X}"],
}  # fmt: skip
TEXTS_OF_CONTEXT_RULES = URLS | FORMATS | COMMANDS | NAMES_AND_VALUES | {"encoded-text": _encoded()}
