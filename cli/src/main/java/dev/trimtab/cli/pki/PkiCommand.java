package dev.trimtab.cli.pki;

import dev.trimtab.cli.pki.PkiFolder.RefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x509.GeneralName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A small CA for gateways and vantages, where there is no cert-manager. */
@Command(
        name = "pki",
        description = "Make, renew and revoke the certificates of gateways and vantages.",
        subcommands = {PkiCommand.Init.class, PkiCommand.Issue.class, PkiCommand.Rotate.class, PkiCommand.Revoke.class})
public final class PkiCommand implements Runnable {
    private static final int OK = 0;
    private static final int ERROR = 1;
    private static final int CONFLICT = 5;

    private static final String WHO = "gateway/NAME or vantage/NAME, such as vantage/fra";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "name a command: init, issue, rotate or revoke");
    }

    /** What all of them ask for. */
    static final class Where {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Option(
                names = "--dir",
                paramLabel = "FOLDER",
                defaultValue = "pki",
                description =
                        "Where all of it is (default pki). Its ca/tls.key can make any vantage: keep it off line.")
        Path folder = Path.of("pki");

        PkiFolder folder() {
            return new PkiFolder(folder, InstantSource.system().instant());
        }
    }

    private interface Work {
        void run() throws IOException, RefusedException;
    }

    /** One sentence on stderr for whatever is in the way. */
    private static int attempt(CommandSpec command, Work work) {
        PrintWriter err = command.commandLine().getErr();
        try {
            work.run();
            return OK;
        } catch (RefusedException refused) {
            err.println("trimtab: " + refused.getMessage());
            return CONFLICT;
        } catch (IOException failed) {
            err.println("trimtab: " + failed.getClass().getSimpleName() + ": " + failed.getMessage());
            return ERROR;
        }
    }

    private static IdentityName identity(CommandSpec command, String text) {
        return IdentityName.parse(text)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        text + " should be " + WHO + ": lower-case letters, digits and hyphens, at most 63"));
    }

    private static Duration days(CommandSpec command, int days) {
        if (days < 1) {
            throw new ParameterException(command.commandLine(), "--days should be at least 1 and is " + days);
        }
        return Duration.ofDays(days);
    }

    @Command(name = "init", description = "Make a CA.")
    static final class Init implements Callable<Integer> {
        @Mixin
        Where where = new Where();

        @Option(
                names = "--name",
                paramLabel = "TEXT",
                defaultValue = "Trimtab CA",
                description = "The CA's common name (default Trimtab CA).")
        String name = "";

        @Option(names = "--days", defaultValue = "3650", description = "How long it is valid (default 3650).")
        int days;

        @Spec
        CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            Duration life = days(command, days);
            return attempt(command, () -> {
                where.folder().init(name, life);
                command.commandLine()
                        .getOut()
                        .println("wrote " + where.folder.resolve("ca") + ": tls.key stays here, ca.crt goes to all");
            });
        }
    }

    @Command(name = "issue", description = "Make a certificate, and for a vantage also the key that signs its reports.")
    static final class Issue implements Callable<Integer> {
        @Mixin
        Where where = new Where();

        @Parameters(paramLabel = "WHO", description = WHO)
        String who = "";

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "DNS name or address by which agents reach a gateway (repeatable).")
        List<String> hosts = new ArrayList<>();

        @Option(names = "--days", defaultValue = "90", description = "How long it is valid (default 90).")
        int days;

        @Spec
        CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            IdentityName identity = identity(command, who);
            Duration life = days(command, days);
            List<GeneralName> names = names(identity);
            return attempt(command, () -> {
                X509Certificate made = where.folder().issue(identity, names, life);
                PrintWriter out = command.commandLine().getOut();
                tell(out, where.folder(), identity, made);
            });
        }

        private List<GeneralName> names(IdentityName identity) {
            boolean gateway = identity.kind() == IdentityName.Kind.GATEWAY;
            if (gateway == hosts.isEmpty()) {
                throw new ParameterException(
                        command.commandLine(),
                        gateway
                                ? "a gateway needs --host: agents go by the name that they connect to"
                                : "a vantage has no --host: it is known by its name");
            }
            return hosts.stream()
                    .map(host -> PkiHosts.parse(host)
                            .orElseThrow(() -> new ParameterException(
                                    command.commandLine(), host + " should be a DNS name or an address")))
                    .toList();
        }
    }

    @Command(
            name = "rotate",
            description = "Renew a certificate, or the CA with an overlap in which the old one is trusted.")
    static final class Rotate implements Callable<Integer> {
        @Mixin
        Where where = new Where();

        @Parameters(paramLabel = "WHO", description = "ca, or " + WHO)
        String who = "";

        @Option(names = "--days", description = "How long it is valid (default 90, of a CA 3650).")
        int days = -1;

        @Option(names = "--signing-key", description = "A new key for a vantage's reports, too.")
        boolean signingKey;

        @Option(names = "--end-overlap", description = "Of ca: trust the newest CA alone, once all were renewed.")
        boolean endOverlap;

        @Spec
        CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = command.commandLine().getOut();
            if (who.equals("ca")) {
                Duration life = days(command, days == -1 ? 3650 : days);
                return attempt(command, () -> {
                    List<IdentityName> changed = endOverlap
                            ? where.folder().endOverlap()
                            : where.folder().rotateAuthority(life);
                    out.println("wrote ca/ca.crt and the ca.crt of " + changed
                            + (endOverlap
                                    ? ": the newest CA alone"
                                    : ": the old CA and the new; give it to everybody before the first `pki rotate`"));
                });
            }
            IdentityName identity = identity(command, who);
            Duration life = days(command, days == -1 ? 90 : days);
            if (endOverlap || (signingKey && identity.kind() != IdentityName.Kind.VANTAGE)) {
                throw new ParameterException(
                        command.commandLine(),
                        endOverlap ? "--end-overlap is of ca" : "only a vantage has a signing key");
            }
            return attempt(command, () -> {
                X509Certificate made = where.folder().rotate(identity, life, signingKey);
                tell(out, where.folder(), identity, made);
            });
        }
    }

    @Command(name = "revoke", description = "Let gateways refuse every certificate of one.")
    static final class Revoke implements Callable<Integer> {
        @Mixin
        Where where = new Where();

        @Parameters(paramLabel = "WHO", description = WHO)
        String who = "";

        @Spec
        CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            IdentityName identity = identity(command, who);
            return attempt(command, () -> {
                int count = where.folder().revoke(identity);
                command.commandLine()
                        .getOut()
                        .println(
                                "revoked " + count + (count == 1 ? " certificate" : " certificates") + " of " + identity
                                        + " in " + where.folder().revoked()
                                        + ": gateways that read this file refuse them within a second");
            });
        }
    }

    private static void tell(PrintWriter out, PkiFolder folder, IdentityName identity, X509Certificate made)
            throws IOException {
        out.println("wrote " + folder.of(identity) + ": certificate "
                + made.getSerialNumber().toString(16) + " until "
                + made.getNotAfter().toInstant());
        if (identity.kind() == IdentityName.Kind.VANTAGE) {
            out.println("publicKey: \"" + folder.signingPublic(identity) + "\"");
        }
    }
}
