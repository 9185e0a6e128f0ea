package dev.trimtab.provider.rfc2136;

import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.rfc2136.ZoneLink.Exchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A lease in the zone itself, TXT at {@code _trimtab-lease.<zone>}: each change is one message that insists on exactly the
 * text that was read (RFC 2136 §2.4). Two sites that share nothing else elect one leader by it. Its version is its text.
 */
public final class ZoneLease implements LeaseRecord {
    /** What every owner begins with. */
    private static final String LABEL = "_trimtab-lease.";

    private static final Pattern SHAPE = Pattern.compile("trimtab-lease v=1 owner=([0-9a-f]{16}) holder=(\\S*)"
            + " fence=(\\d{1,18}) lease=(\\d{1,9}) turn=(\\d{1,18})");

    private final Name zone;
    private final Name name;
    private final String owner;
    private final ZoneLink link;

    private ZoneLease(Name zone, String owner, ZoneLink link) {
        this.zone = zone;
        this.name = Name.fromConstantString(LABEL + zone);
        this.owner = owner;
        this.link = link;
    }

    /**
     * The lease of a provider of type {@code rfc2136}, by the server and the key of its writes.
     *
     * @param owner opaque hash of the installation's name
     * @throws IllegalArgumentException when a setting makes no sense; the sentence says which
     */
    public static ZoneLease of(ProviderSpec spec, Path keyFile, String owner) {
        return new ZoneLease(Rfc2136Provider.zone(spec), owner, Rfc2136Provider.link(spec, keyFile));
    }

    @Override
    public Reading read(Duration timeout) {
        Message query = Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN));
        query.getHeader().unsetFlag(Flags.RD);
        return switch (link.send(query, timeout)) {
            case Exchange.BadKey(String reason) -> new Reading.Unreadable(reason);
            case Exchange.NotSent(String reason) -> new Reading.Unreadable(reason);
            case Exchange.NoAnswer(String reason) -> new Reading.Unreadable(reason);
            case Exchange.Refused refused -> new Reading.Unreadable(refused.reason());
            case Exchange.Answered(Message answer) -> found(answer);
        };
    }

    private Reading found(Message answer) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Reading.Unreadable(link + " answers " + Rcode.string(rcode) + " for " + name);
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            return new Reading.Unreadable(link + " is not authoritative for " + zone);
        }
        List<Record> records = answer.getSection(Section.ANSWER);
        if (records.isEmpty()) {
            return new Reading.Found(Optional.empty(), ABSENT);
        }
        if (records.size() != 1 || !(records.get(0) instanceof TXTRecord only)) {
            return new Reading.Unreadable(this + " holds " + records.size()
                    + " records and should hold one TXT record of ours: remove what is foreign");
        }
        return held(String.join("", only.getStrings()));
    }

    private Reading held(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return new Reading.Unreadable(this + " holds no lease of this version: " + text);
        }
        if (!matcher.group(1).equals(owner)) {
            return new Reading.Unreadable(this + " is the lease of another installation, owner " + matcher.group(1)
                    + ": give both the same TRIMTAB_OWNER, or this one another zone");
        }
        try {
            Held held = new Held(
                    matcher.group(2),
                    Long.parseLong(matcher.group(3)),
                    Duration.ofMillis(Long.parseLong(matcher.group(4))),
                    Long.parseLong(matcher.group(5)));
            return new Reading.Found(Optional.of(held), text);
        } catch (IllegalArgumentException notOurs) {
            return new Reading.Unreadable(this + ": " + notOurs.getMessage());
        }
    }

    @Override
    public Writing write(Held next, String from, Duration timeout) {
        Update update = new Update(zone);
        if (from.equals(ABSENT)) {
            update.absent(name);
        } else {
            // A prerequisite has no TTL (RFC 2136 §2.4.2).
            update.present(new TXTRecord(name, DClass.IN, 0, from));
        }
        String text = "trimtab-lease v=1 owner=" + owner + " holder=" + next.holder() + " fence=" + next.fence()
                + " lease=" + next.lease().toMillis() + " turn=" + next.turn();
        update.replace(new TXTRecord(name, DClass.IN, 0, text));
        return switch (link.send(update, timeout)) {
            case Exchange.BadKey(String reason) -> new Writing.Unknown(reason);
            case Exchange.NotSent(String reason) -> new Writing.Unknown(reason);
            case Exchange.NoAnswer(String reason) -> new Writing.Unknown(reason);
            case Exchange.Refused refused -> new Writing.Unknown(refused.reason());
            case Exchange.Answered(Message answer) ->
                switch (answer.getRcode()) {
                    case Rcode.NOERROR -> new Writing.Written(text);
                    case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN -> new Writing.Conflict();
                    default ->
                        new Writing.Unknown(link + " answers " + Rcode.string(answer.getRcode()) + " to a change of "
                                + name + ": may its key write there?");
                };
        };
    }

    @Override
    public String toString() {
        return name + " at " + link;
    }

    /** Connections belong to the resolver library, which closes idle ones by itself. */
    @Override
    public void close() {}
}
