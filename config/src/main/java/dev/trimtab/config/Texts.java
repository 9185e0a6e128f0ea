package dev.trimtab.config;

import dev.trimtab.config.Shape.Shown;
import dev.trimtab.config.Shape.Text;

/** The forms of text that the file knows. */
final class Texts {
    static final Text ANY = shown("^[^\\u0000]{1,8000}$", "text of 1 to 8000 characters");
    static final Text LABEL = shown(
            "^[a-zA-Z0-9]([a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?$", "a name of letters, digits, '.', '_', '-', at most 63");
    static final Text DNS_NAME = shown(
            "^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?$",
            "a DNS name such as www.example.com");
    static final Text ADDRESS = shown("^[A-Za-z0-9_.:-]{1,253}$", "a DNS name or an IP address");
    static final Text DURATION = shown(Amounts.DURATION, "a duration such as 500ms, 10s, 5m, 2h");
    static final Text PERCENT = shown(Amounts.PERCENT, "a percentage such as 8% or 12.5%");
    static final Text PERCENT_OR_DURATION = shown(
            "^([0-9]{1,3}(\\.[0-9]{1,2})?%|[0-9]{1,9}(ms|s|m|h|d))$",
            "a percentage such as 8% or a duration such as 10s");
    static final Text SIZE = shown(Amounts.SIZE, "a size such as 256KiB");
    static final Text HTTP_URL = hidden(
            "^https?://[A-Za-z0-9._\\[\\]:-]+(/[^\\s]*)?$", "http(s)://host[:port]/path, without user and password");
    static final Text HOST_PORT =
            shown("^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}$", "host:port, an IPv6 address in brackets");
    static final Text SERVER = shown("^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$", "host or host:port");
    static final Text DNS_SERVER = shown(
            "^(\\[[0-9A-Fa-f:.]+\\]:[0-9]{1,5}|[0-9.]+(:[0-9]{1,5})?|[0-9A-Fa-f:]+)$",
            "an IP address, or address:port");
    static final Text ASN = shown("^[Aa][Ss][1-9][0-9]{0,9}$", "an AS number such as AS16509");
    static final Text PATH = shown("^/[^\\u0000]{1,4000}$", "an absolute path of a file");
    static final Text TRUST = shown("^(platform|/[^\\u0000]{1,4000})$", "platform, or the absolute path of a PEM file");
    static final Text SECRET_PATH =
            hidden("^/[^\\u0000]{1,4000}$", "the absolute path of a file that holds the secret");
    static final Text CREDENTIAL = hidden(LABEL.pattern(), "the name of an entry of credentials");
    static final Text PUBLIC_KEY =
            hidden("^[A-Za-z0-9+/]{59}=$", "an Ed25519 public key: Base64 of its 44 bytes X.509 SubjectPublicKeyInfo");
    static final Text URL_PATH = shown("^/[^\\s]{0,4000}$", "a path that begins with a slash");
    static final Text PROBE_HOST = shown("^(\\{host\\}|[A-Za-z0-9._-]{1,253})$", "{host} or a host name");
    static final Text REGEX = shown(ANY.pattern(), "a regular expression (RE2)");
    static final Text JSON_PATH =
            shown("^\\$(\\.[^.\\[\\]\\s]+|\\[[0-9]{1,6}\\])*$", "a path of keys and indices such as $.items[0].id");
    static final Text HEADER_NAME = shown("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$", "a header's name");
    static final Text HEADER_VALUE = hidden("^[^\\u0000-\\u001f\\u007f]{0,4000}$", "text on one line");
    static final Text COUNTRY = shown("^[A-Z]{2}$", "a country such as DE (ISO 3166-1 alpha-2)");
    static final Text DATE = shown("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a date such as 2027-01-15");
    static final Text TIME_OF_DAY = shown("^([01][0-9]|2[0-3]):[0-5][0-9]$", "a time of day such as 22:30");
    static final Text CIDR = shown("^[0-9A-Fa-f.:]+/[0-9]{1,3}$", "a prefix such as 192.0.2.0/24");

    private Texts() {}

    private static Text shown(String pattern, String expects) {
        return new Text(pattern, expects, Shown.SHOWN);
    }

    private static Text hidden(String pattern, String expects) {
        return new Text(pattern, expects, Shown.HIDDEN);
    }
}
