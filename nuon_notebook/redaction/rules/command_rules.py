"""Rules that recognise a secret on a command line, by the command and the option or place that takes it."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.finders.commands import (
    ARGUMENT,
    FLAGS,
    GAP,
    WORD,
    Operand,
    Option,
    find_heredocs,
    find_piped,
    find_printed,
    find_settings,
)
from nuon_notebook.redaction.rules.rule import Expression, Pattern, Rule

COMMAND_LINE: Final = "password on a command line"
JOINED: Final = rf"(?:[\"']?{GAP}|=)?"

COMMAND_RULES: Final = (
    Rule(
        "user-option", COMMAND_LINE,
        Pattern(
            r"(?<![^\s\"'])(?:-u(?:[ =]?|[\"'],[ \t]{0,9})|-U |-[sSLkfviI]{1,8}u |--(?:user|proxy-user|(?:basic-)?auth|(?:src-|dest-)?creds)[ =]"
            r"|(?<=http )-a |(?<=https )-a )[\"']?[^\s:\"'/\\$]{1,100}+:(?!//)[\"']?([^\s\"'\\]{1,200}+)"
        ),
        any_of=(
            Expression(r"-u.{0,30}?[^\s:\"'/\\]{1,100}+:"), Expression(r"-[slkfvi]{1,8}u.{1,30}?[^\s:\"'/\\]{1,100}+:"),
            Expression(r"-a.{1,30}?[^\s:\"'/\\]{1,100}+:"), "creds",
        ),
    ),
    Rule(
        "mysql-password", COMMAND_LINE,
        Option(r"mysql\w*|mariadb[\w-]*", "-p", separator=""),
        any_of=("mysql", "mariadb"), and_any_of=("-p",),
    ),
    Rule(
        "archive-password", COMMAND_LINE,
        Option("7za?|7zz|unrar|rar", "-h?p", separator=""),
        any_of=("7z", "rar"), and_any_of=("-p", "-hp"),
    ),
    Rule(
        "login-password", COMMAND_LINE,
        Option(
            "(?:docker|podman|nerdctl|buildah|registry|auth|oras|az|acr|oc|cf|bx|ibmcloud|faas-cli|skopeo)"
            r"(?: --?[\w-]{1,30}(?:(?:=| )[\w./:-]{1,99})?){0,3} login|nuget add source"
            r"|(?:poetry|twine) (?:publish|upload)|psexec\w*|rdesktop|xfreerdp|evil-winrm|winrs|conjur login",
            "-p", JOINED,
        ),
        any_of=("login", "poetry", "twine", "nuget", "psexec", "rdesktop", "winrm", "winrs", "freerdp"), and_any_of=("-p",),
    ),
    Rule(
        "azure-server-password", COMMAND_LINE,
        Option("az (?:sql|mysql|postgres|mariadb|synapse)(?: [a-z][a-z-]{1,30}){1,3}", "-p", JOINED),
        any_of=(Expression(r"az[\s\S]{1,130}?(?:sql|postgres|mariadb|synapse)"),), and_any_of=("-p",),
    ),
    Rule(
        "client-password", COMMAND_LINE,
        Option("(?:sshpass|mongo\\w*|rabbitmqadmin|cqlsh|beeline|ncftp\\w*|useradd|usermod|security [a-z-]{1,40})", "-[pP]", JOINED),
        any_of=("sshpass", "mongo", "rabbitmqadmin", "cqlsh", "beeline", "ncftp", "useradd", "usermod", "security"),
        and_any_of=("-p",),
    ),
    Rule(
        "capital-password", COMMAND_LINE,
        Option(
            r"sqlcmd|bcp|ipmitool|mosquitto_(?:pub|sub|rr)|zip|unzip|ssh-keygen", "-[PN]", JOINED,
        ),
        any_of=("sqlcmd", "bcp", "ipmitool", "mosquitto_", "zip", "ssh-keygen"), and_any_of=("-p", "-n"),
    ),
    Rule(
        "ldap-password", COMMAND_LINE,
        Option(r"ldap[a-z]{3,9}|slappasswd|security add-[a-z-]{1,40}", "-[wsa](?![a-z])|-w", JOINED),
        any_of=("ldap", "slappasswd", "security"), and_any_of=("-w", "-s", "-a"),
    ),
    Rule(
        "redis-password", COMMAND_LINE,
        Option("redis-cli", "-a|--pass"),
        any_of=("redis-cli",),
    ),
    Rule(
        "redis-auth", COMMAND_LINE,
        Operand(r"redis-cli", rf"[^\n|;]{{0,99}}?[ \t][aA][uU][tT][hH](?:{GAP}[\w-]{{1,60}}(?={GAP}[^\s-]))?"),
        any_of=("redis-cli",), and_any_of=("auth",),
    ),
    Rule(
        "token-option", COMMAND_LINE,
        Option("influx|vercel|doctl|codecov|glab|nuon", "-t"),
        any_of=("influx", "vercel", "doctl", "codecov", "glab", "nuon"), and_any_of=("-t",),
    ),
    Rule(
        "openssl-password", COMMAND_LINE,
        Option("openssl [a-z0-9-]{2,20}|nuget push", r"-k|-K|-hmac"),
        any_of=("openssl", "nuget"), and_any_of=("-k", "-hmac"),
    ),
    Rule(
        "openssl-pass-argument", COMMAND_LINE,
        Pattern(rf"-pass(?:in|out)?[\"']?{GAP}[\"']?pass:([^\s\"'|;]{{1,200}}+)"),
        any_of=(Expression(r"-pass(?:in|out)?\W"),), and_any_of=("pass:",),
    ),
    Rule(
        "openssl-passwd", COMMAND_LINE,
        Operand("openssl passwd", rf"(?:{FLAGS}(?<=-salt){WORD})?{FLAGS}"),
        any_of=("openssl",), and_any_of=("passwd",),
    ),
    Rule(
        "putty-password", COMMAND_LINE,
        Option("plink|pscp|psftp|putty", "-pw"),
        any_of=("plink", "pscp", "psftp", "putty"), and_any_of=("-pw",),
    ),
    Rule(
        "snmp-community", COMMAND_LINE,
        Option("snmp[a-z]{3,12}", "-[cAX]"),
        any_of=(Expression("snmp[a-z]{3}"),), and_any_of=("-c", "-a", "-x"),
    ),
    Rule(
        "mail-password", COMMAND_LINE,
        Option("swaks|sendemail|sendEmail|x11vnc", "-ap|-xp|-passwd"),
        any_of=("swaks", "sendemail", "x11vnc"), and_any_of=("-ap", "-xp", "-passwd"),
    ),
    Rule(
        "secret-body", COMMAND_LINE,
        Option("gh secret set|az keyvault secret set", "-b|--body|--value", JOINED),
        any_of=("secret",), and_any_of=("-b", "--value"),
    ),
    Rule(
        "ssm-parameter", COMMAND_LINE,
        Option(r"ssm put-parameter", "--value", required="SecureString"),
        any_of=("put-parameter",), and_any_of=("securestring",),
    ),
    Rule(
        "secret-value-option", COMMAND_LINE,
        Option(
            "databricks secrets [a-z-]{1,20}|bw [a-z]{2,20}|netlify [a-z]{2,20}|nuon secrets? [a-z-]{2,20}",
            "--string-value|--session|--auth|--value",
        ),
        any_of=("databricks", "bw", "netlify", "nuon"), and_any_of=("--string-value", "--session", "--auth", "--value"),
    ),
    Rule(
        "client-certificate", COMMAND_LINE,
        Pattern(r"(?<!\S)--cert[ =][\"']?[\w./-]{1,200}+:([^\s\"']{1,200}+)"),
        any_of=("--cert",),
    ),
    Rule(
        "windows-password", COMMAND_LINE,
        Pattern(r"(?<![^\s\"'])/(?i:pass|password):[\"']?([^\s\"']{2,200}+)"),
        any_of=("/pass:", "/password:"),
    ),
    Rule(
        "remote-desktop-password", COMMAND_LINE,
        Option("xfreerdp|wfreerdp|winrs", "[/-]p", separator=":"),
        any_of=("freerdp", "winrs"), and_any_of=("p:",),
    ),
    Rule(
        "scheduled-task", COMMAND_LINE,
        Option("schtasks", "/rp"),
        any_of=("schtasks",),
    ),
    Rule(
        "service-password", COMMAND_LINE,
        Pattern(r"\bsc(?:\.exe)?[ \t]{1,9}(?:config|create)\b[^\n|;]{0,300}?\bpassword=[ \t]{1,9}([^\s\"']{1,200}+)"),
        any_of=("password=",), and_any_of=("sc",),
    ),
    Rule(
        "net-user", COMMAND_LINE,
        Operand(r"net(?:\.exe)? user", rf"{WORD}(?={GAP}[^/*])"),
        any_of=(Expression(r"net[\s\S]{1,130}?user"),),
    ),
    Rule(
        "net-use", COMMAND_LINE,
        Operand(
            r"net(?:\.exe)? use",
            rf"(?:{WORD}){{1,2}}{GAP}/user:[\w.@\\-]{{1,99}}+(?={GAP}[^/*])|(?:{GAP}\w:)?{GAP}\\\\[\w.\\$-]{{1,200}}+(?={GAP}[^/*])",
        ),
        any_of=(Expression(r"net[\s\S]{1,130}?use"),),
    ),
    Rule(
        "login-operand", COMMAND_LINE,
        Operand(
            r"vault login(?!(?: -[\w=-]{1,60}){0,9} \w{1,40}=)|vault (?:operator )?unseal|cargo login|nuget setapikey|snyk auth|rclone obscure|bw unlock"
            r"|ngrok (?:authtoken|config add-authtoken)|cloudflared service install|grafana(?: |-)cli admin reset-admin-password"
            "|mvn --encrypt-(?:master-)?password|slappasswd -s",
        ),
        any_of=(
            Expression(r"vault[\s\S]{1,260}?(?:login|unseal)"), "cargo", "setapikey", "snyk", "rclone",
            Expression(r"bw[\s\S]{1,130}?unlock"), "authtoken", "cloudflared", "reset-admin-password", "--encrypt-",
        ),
    ),
    Rule(
        "user-and-password", COMMAND_LINE,
        Operand(
            "rabbitmqctl (?:add_user|change_password|authenticate_user)|wpa_passphrase|cf auth|bw login"
            r"|mc admin user add [\w-]{1,60}|(?:poetry|composer) config(?: --?\w{1,20})? http-basic\.[\w.-]{1,99}"
            r"|(?:poetry|composer) config(?= (?:--?\w{1,20} )?(?:pypi-token|\w{3,20}-oauth))|consul acl set-agent-token"
            r"|mc alias set [\w-]{1,60} \S{1,200}|mc config host add [\w-]{1,60} \S{1,200}|dotnet user-secrets set"
            "|doppler secrets set|isql(?: -v)?",
            rf"{FLAGS}{WORD}",
        ),
        any_of=(
            "rabbitmqctl", "wpa_passphrase", Expression(r"cf[\s\S]{1,130}?auth"), Expression(r"bw[\s\S]{1,130}?login"),
            Expression(r"mc[\s\S]{1,130}?(?:admin|alias|config)"), "http-basic", "pypi-token", "-oauth", "set-agent-token",
            "user-secrets", "doppler", "isql",
        ),
    ),
    Rule(
        "password-file-entry", COMMAND_LINE,
        Operand(
            "htpasswd|mosquitto_passwd",
            rf"(?:{GAP}-(?=\w{{0,9}}b)(?=\w{{0,9}}n)\w{{1,9}}+|{GAP}-(?=\w{{0,9}}b)(?!\w{{0,9}}n)\w{{1,9}}+{WORD})"
            rf"(?:{GAP}\d{{1,2}}(?={GAP}))?{WORD}",
        ),
        any_of=("htpasswd", "mosquitto_passwd"), and_any_of=("-",),
    ),
    Rule(
        "ansible-vault-text", COMMAND_LINE,
        Operand("ansible-vault encrypt_string", rf"(?:{GAP}--?[\w-]{{1,40}}+(?:=|{GAP})[\w.@/-]{{1,99}}+)*+"),
        any_of=("encrypt_string",),
    ),
    Rule(
        "mysqladmin-password", COMMAND_LINE,
        Operand("mysqladmin", r"[^\n|;]{0,200}?[ \t](?:new-)?password"),
        any_of=("mysqladmin",), and_any_of=("password",),
    ),
    Rule(
        "pulumi-secret", COMMAND_LINE,
        Operand("pulumi config set", rf"{FLAGS}{WORD}{FLAGS}", required="--secret"),
        any_of=("pulumi",), and_any_of=("--secret",),
    ),
    Rule(
        "bundle-credentials", COMMAND_LINE,
        Pattern(r"\bbundle config\b[^\n|;]{0,60}?[ \t][\w.-]{3,100}+ ([\w.@-]{1,60}+:[^\s\"'/]{1,200}+)"),
        any_of=("bundle",), and_any_of=("config",),
    ),
    Rule(
        "set-secrets", COMMAND_LINE,
        Option(
            r"(?:flyctl|fly|supabase|infisical|doppler) secrets? (?:set|import|deploy)|vault kv (?:put|patch)"
            r"|vault write(?= (?:secret|kv|cubbyhole)/)|nomad var put|kubectl create secret generic|op item (?:create|edit)",
            r"(?:--from-literal[= ][\"']?)?[A-Za-z_][\w.-]{0,99}+", separator="=",
        ),
        any_of=("secret", "vault", "nomad", Expression(r"op[\s\S]{1,130}?item")), and_any_of=("=",),
    ),
    Rule(
        "vault-app-role", COMMAND_LINE,
        Option("vault write", "secret_id", separator="="),
        any_of=("secret_id",), and_any_of=("vault",),
    ),
    Rule(
        "token-as-user", COMMAND_LINE,
        Pattern(r"\bcurl\b[^\n|;]{0,400}?\s(?:-u|--user)[ =]?[\"']?([\w.-]{16,200}+):[\"']?(?=\s|\Z)"),
        any_of=("curl",), and_any_of=("-u",),
    ),
    Rule(
        "lftp-user", COMMAND_LINE,
        Pattern(r"\blftp\b[^\n|;]{0,200}?\s-u[ ]?[\"']?[\w.@-]{1,60}+,[\"']?([^\s\"']{1,200}+)"),
        any_of=("lftp",),
    ),
    Rule(
        "samba-user", COMMAND_LINE,
        Pattern(
            r"\b(?:smbclient|rpcclient|smbget|smbmap|smbtree|net (?:rpc|ads))\b[^\n|;]{0,200}?\s(?:-U|--user)[ =]?[\"']?"
            r"[^\s%\"']{1,99}+%([^\s\"']{1,200}+)"
        ),
        any_of=("smb", "rpcclient", Expression(r"net[\s\S]{1,130}?(?:rpc|ads)")), and_any_of=("%",),
    ),
    Rule(
        "jenkins-auth", COMMAND_LINE,
        Pattern(r"(?<!\S)-auth[ =][\"']?[^\s:\"'/@]{1,60}+:([^\s\"']{1,200}+)"),
        any_of=("-auth",),
    ),
    Rule(
        "curl-cookie", COMMAND_LINE,
        Pattern(r"\bcurl\b[^\n|;]{0,400}?\s(?:-b|--cookie)[ =]?[\"']?[\w.-]{1,60}+=([^\s\"';]{6,400}+)"),
        any_of=("curl",), and_any_of=("-b", "--cookie"),
    ),
    Rule(
        "chpasswd", COMMAND_LINE,
        Pattern(r"[\w.-]{1,60}+:([^\s\"'|]{1,200}+)[\"']?[ \t]{0,9}+\|[ \t]{0,9}+(?:sudo )?chpass"),
        any_of=("chpass",), and_any_of=("|",),
    ),
    Rule(
        "chpasswd-input", COMMAND_LINE,
        Pattern(r"\bchpasswd\b[^\n<]{0,60}?<<(?:<[ \t]{0,9}+[\"']?|-?[\"']?\w{1,30}+[\"']?[^\n]{0,60}\n)[\w.-]{1,60}+:([^\s\"'|]{1,200}+)"),
        any_of=("chpasswd",), and_any_of=("<<",),
    ),
    Rule(
        "ftp-user", COMMAND_LINE,
        Pattern(r"\bftp\b[^\n]{0,100}<<[^\n]{1,40}\n[ \t]{0,20}(?:quote )?user[ \t]{1,9}\S{1,60}[ \t]{1,9}([^\s\"']{1,200}+)"),
        any_of=("ftp",), and_any_of=("<<",),
    ),
    Rule(
        "secure-string", COMMAND_LINE,
        Pattern(
            r"(?i:\bConvertTo-SecureString)[^\n|;$()]{0,60}?\s(?:\"([^\"\n]{1,300}+)\"|'([^'\n]{1,300}+)'"
            r"|((?![-$(])[^\s\"'()|;]{1,300}+)(?=[ \t]+-(?i:AsPlainText)))"
            r"|\"([^\"\n]{1,300}+)\"[ \t]{0,9}+\|[ \t]{0,9}+(?i:ConvertTo-SecureString)"
            r"|'([^'\n]{1,300}+)'[ \t]{0,9}+\|[ \t]{0,9}+(?i:ConvertTo-SecureString)"
        ),
        any_of=("convertto-securestring",),
    ),
    Rule(
        "network-credential", COMMAND_LINE,
        Pattern(r"(?i:NetworkCredential|PSCredential|SqlCredential|UsernamePasswordCredentials)\([ \t]*[\"'][^\"'\n]{1,99}[\"'][ \t]*,[ \t]*[\"']([^\"'\n]{1,300}+)[\"']"),
        any_of=("networkcredential(", "pscredential(", "sqlcredential(", "usernamepasswordcredentials("),
    ),
    Rule(
        "login-call", "password in a call",
        Pattern(
            r"(?:\bauth=\(|HTTP(?:Basic|Digest)Auth\(|\.(?:login|signIn|sign_in)\(|[bB]asic_?[aA]uth\()[ \t]{0,9}"
            r"[\"'][^\"'\n]{1,99}[\"'][ \t]{0,9},[ \t]{0,9}[\"']([^\"'\n]{1,300}+)[\"']"
            r"|(?:\bgetConnection|DBI->connect|\bPDO|\bmysqli(?:_connect)?)\([^\n,]{1,200}+,[ \t]{0,9}[\"'][^\"'\n]{1,99}[\"'],[ \t]{0,9}[\"']([^\"'\n]{1,300}+)[\"']"
            r"|\bCredentials\((?:[ \t]{0,9}\"[^\"\n]{1,99}\",){1,3}[ \t]{0,9}\"([^\"\n]{1,300}+)\"[ \t]{0,9}\)"
            r"|\bFernet\([ \t]{0,9}b?[\"']([^\"'\n]{16,300}+)[\"']"
        ),
        any_of=("auth=(", "auth(", ".login(", ".signin(", ".sign_in(", "fernet(", "getconnection(", "credentials(", "->connect(", "pdo(", "mysqli"),
    ),
    Rule(
        "expect-password", COMMAND_LINE,
        Pattern(
            r"expect[^\n]{0,60}(?i:assword|assphrase|pin|token|secret)[^\n]{0,40}?[\"'}\s]\s{0,20}(?:\{\s{0,9})?"
            r"send(?:[ \t]--)?[ \t]{1,9}\\?[\"']([^\"'\\\n$]{1,200}+)"
        ),
        any_of=("expect",), and_any_of=("send",),
    ),
    Rule("piped-secret", COMMAND_LINE, find_piped, any_of=("echo", "printf", "<<<"), and_any_of=("|", "<<<", "<(")),
    Rule("printed-secret", COMMAND_LINE, find_printed, any_of=("echo", "printf", "read"), and_any_of=("$(", "`", "<<<")),
    Rule("heredoc", COMMAND_LINE, find_heredocs, any_of=("<<",), and_any_of=("cat", "read")),
    Rule(
        "setting-command", COMMAND_LINE, find_settings,
        any_of=(
            "git config", "poetry config", "composer config", "bundle config", "config set", "configure set", "rclone config", "npm set",
            "yarn set", "user-secrets set", "consul kv put", "etcdctl", "variables set", "env:set", "nmcli", "wpa_cli", "snap set",
            Expression(r"set -[a-z]"),
        ),
    ),
    Rule(
        "kubectl-from-literal", COMMAND_LINE,
        Pattern(rf"--from-literal[= ][\"']?[\w.-]{{1,200}}+={ARGUMENT}"),
        any_of=("--from-literal",),
    ),
)  # fmt: skip
