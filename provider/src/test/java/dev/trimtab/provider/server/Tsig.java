package dev.trimtab.provider.server;

/** The key that BIND and Knot are told here. */
final class Tsig {
    static final String KEY_NAME = "trimtab-test.";
    static final String SECRET = "dGhpcyBpcyBhIHRlc3Qga2V5IGFuZCBubyBzZWNyZXQ=";

    private Tsig() {}

    static String zoneFile(String zone) {
        return """
                $TTL 300
                @ IN SOA ns1.%1$s hostmaster.%1$s 1 3600 600 86400 60
                @ IN NS ns1.%1$s
                ns1 IN A 127.0.0.1
                """.formatted(zone);
    }
}
