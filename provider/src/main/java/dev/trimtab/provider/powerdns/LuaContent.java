package dev.trimtab.provider.powerdns;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot.HeldAnswer;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The contents of our LUA record sets, from a fixed template and back: a syntax error would be accepted by the API and
 * answered as SERVFAIL, so nothing but names, addresses and numbers is ever put in.
 *
 * <p>{@code pickwhashed} cuts the hash of the client into ranges in the order of the table, so that one client keeps its
 * CDN. Addresses choose a target's number first and hand out all its addresses: the A and the AAAA record have one and the
 * same table of weights and choose alike; a target without addresses of a family answers that there are none.
 */
final class LuaContent {
    /** A segment of character-string is at most 255 octets (RFC 1035 §3.3); longer contents are cut, as AXFR needs it. */
    private static final int SEGMENT_MAX = 255;

    private static final Pattern LINE = Pattern.compile("(CNAME|A|AAAA) \"(.*)\"");
    private static final String WEIGHTED = "\\{\\d{1,5},'[a-z0-9_.-]+'\\}";
    private static final Pattern NAMES =
            Pattern.compile("pickwhashed\\(\\{ (" + WEIGHTED + "(?:, " + WEIGHTED + ")*) \\}\\)");
    private static final Pattern ADDRESSES = Pattern.compile(
            ";return \\(\\{ (.*) \\}\\)\\[pickwhashed\\(\\{ (" + WEIGHTED + "(?:, " + WEIGHTED + ")*) \\}\\)\\]");
    private static final Pattern ONE_WEIGHTED = Pattern.compile("\\{(\\d{1,5}),'([a-z0-9_.-]+)'\\}");
    private static final Pattern ONE_GROUP = Pattern.compile("\\['(\\d{1,3})'\\]=\\{((?:'[0-9a-f.:]+',?)*)\\}");

    private LuaContent() {}

    /** The records of the LUA set, one a line. */
    static List<String> of(RecordSet set) {
        return switch (set.type()) {
            case CNAME ->
                List.of(record("CNAME", "pickwhashed({ " + weighted(set.answers(), LuaContent::host) + " })"));
            case ADDRESS -> addressLines(set);
        };
    }

    private static String host(WeightedAnswer answer) {
        return ((Answer.Cname) answer.answer()).host().value() + ".";
    }

    private static List<String> addressLines(RecordSet set) {
        List<String> lines = new ArrayList<>();
        for (String family : List.of("A", "AAAA")) {
            Function<Answer.Addresses, List<? extends InetAddress>> of =
                    family.equals("A") ? Answer.Addresses::v4 : Answer.Addresses::v6;
            List<List<? extends InetAddress>> groups = set.answers().stream()
                    .<List<? extends InetAddress>>map(answer -> of.apply((Answer.Addresses) answer.answer()))
                    .toList();
            if (groups.stream().allMatch(List::isEmpty)) {
                continue;
            }
            List<String> table = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                table.add("['" + i + "']={"
                        + groups.get(i).stream()
                                .map(address -> "'" + address.getHostAddress() + "'")
                                .collect(Collectors.joining(","))
                        + "}");
            }
            lines.add(record(
                    family,
                    ";return ({ " + String.join(", ", table) + " })[pickwhashed({ "
                            + weighted(
                                    set.answers(),
                                    answer -> Integer.toString(set.answers().indexOf(answer)))
                            + " })]"));
        }
        return lines;
    }

    private static String weighted(List<WeightedAnswer> answers, Function<WeightedAnswer, String> choice) {
        return answers.stream()
                .map(answer -> "{" + answer.shareBp() + ",'" + choice.apply(answer) + "'}")
                .collect(Collectors.joining(", "));
    }

    private static String record(String type, String code) {
        StringBuilder line = new StringBuilder(type);
        for (int at = 0; at < code.length(); at += SEGMENT_MAX) {
            line.append(" \"")
                    .append(code, at, Math.min(code.length(), at + SEGMENT_MAX))
                    .append('"');
        }
        return line.toString();
    }

    /** The answers of records that {@link #of} made; empty when anything in them is not of our making. */
    static Optional<List<HeldAnswer>> read(List<String> records) {
        if (records.size() == 1 && records.get(0).startsWith("CNAME ")) {
            return code(records.get(0), "CNAME").flatMap(LuaContent::names);
        }
        TreeMap<Integer, List<InetAddress>> addresses = new TreeMap<>();
        Optional<String> weights = Optional.empty();
        for (String record : records) {
            Optional<Matcher> parsed = code(record, record.substring(0, Math.max(0, record.indexOf(' '))))
                    .map(ADDRESSES::matcher)
                    .filter(Matcher::matches);
            if (parsed.isEmpty()
                    || (weights.isPresent()
                            && !weights.get().equals(parsed.get().group(2)))
                    || !groups(parsed.get().group(1), addresses)) {
                return Optional.empty();
            }
            weights = Optional.of(parsed.get().group(2));
        }
        return weights.flatMap(table -> choices(table, addresses));
    }

    private static Optional<String> code(String record, String type) {
        Matcher line = LINE.matcher(record.replace("\" \"", ""));
        return line.matches() && line.group(1).equals(type) ? Optional.of(line.group(2)) : Optional.empty();
    }

    private static Optional<List<HeldAnswer>> names(String code) {
        Matcher matcher = NAMES.matcher(code);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<HeldAnswer> answers = new ArrayList<>();
        Matcher each = ONE_WEIGHTED.matcher(matcher.group(1));
        try {
            while (each.find()) {
                answers.add(
                        new HeldAnswer(new Answer.Cname(new HostName(each.group(2))), Integer.parseInt(each.group(1))));
            }
        } catch (IllegalArgumentException notOfOurMaking) {
            return Optional.empty();
        }
        return Optional.of(answers);
    }

    private static Optional<List<HeldAnswer>> choices(String weights, Map<Integer, List<InetAddress>> addresses) {
        List<HeldAnswer> answers = new ArrayList<>();
        Matcher each = ONE_WEIGHTED.matcher(weights);
        for (int i = 0; each.find(); i++) {
            List<InetAddress> group = addresses.getOrDefault(i, List.of());
            if (!each.group(2).equals(Integer.toString(i)) || group.isEmpty()) {
                return Optional.empty();
            }
            answers.add(new HeldAnswer(new Answer.Addresses(group), Integer.parseInt(each.group(1))));
        }
        return answers.size() == addresses.size() ? Optional.of(answers) : Optional.empty();
    }

    private static boolean groups(String table, Map<Integer, List<InetAddress>> into) {
        Matcher each = ONE_GROUP.matcher(table);
        StringBuilder rebuilt = new StringBuilder();
        while (each.find()) {
            rebuilt.append(rebuilt.isEmpty() ? "" : ", ").append(each.group());
            List<InetAddress> group =
                    into.computeIfAbsent(Integer.parseInt(each.group(1)), number -> new ArrayList<>());
            for (String quoted : each.group(2).split(",", 0)) {
                if (!quoted.isEmpty() && !add(group, quoted.substring(1, quoted.length() - 1))) {
                    return false;
                }
            }
        }
        return rebuilt.toString().equals(table);
    }

    /** Literals only: {@link #ONE_GROUP} lets no letter beyond {@code f} through, so no name is looked up. */
    private static boolean add(List<InetAddress> group, String literal) {
        if (literal.indexOf(':') < 0 && !literal.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return false;
        }
        try {
            return group.add(InetAddress.getByName(literal));
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
