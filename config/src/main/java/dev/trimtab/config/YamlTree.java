package dev.trimtab.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Builds a bounded tree from the parser's events: no tags, no types beyond YAML 1.2's core schema, one document. Working
 * on events keeps the lines, finds every duplicate key, and bounds what aliases can blow up to.
 */
public final class YamlTree {
    /** 10 000 names of four targets need 3 MiB. A ConfigMap holds 1 MiB: more comes from a volume of another kind. */
    static final int BYTES_MAX = 8 * 1024 * 1024;

    /** The deepest place of a real configuration is at 7. */
    static final int DEPTH_MAX = 24;

    /** Counted with aliases written out: 10 000 names of four targets have half of it. */
    static final int NODES_MAX = 1_000_000;

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");

    private final Problems problems;
    private final Map<String, Sized> anchors = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private long nodes;

    private YamlTree(Problems problems) {
        this.problems = problems;
    }

    /** The document, or nothing and at least one problem. */
    public static Optional<Node> parse(String yaml, Problems problems) {
        if (yaml.length() > BYTES_MAX) {
            problems.error("", 0, "is " + yaml.length() + " characters long; the limit is " + BYTES_MAX);
            return Optional.empty();
        }
        try {
            return new YamlTree(problems).read(yaml);
        } catch (Refused refused) {
            problems.error("", refused.line, refused.sentence);
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark();
            String why = broken.getProblem() == null ? "not YAML" : broken.getProblem();
            problems.error("", mark == null ? 0 : mark.getLine() + 1, "not YAML: " + why.replaceAll("\\s+", " "));
        } catch (YAMLException broken) {
            String why = String.valueOf(broken.getMessage()).lines().findFirst().orElse("unreadable");
            problems.error("", 0, "not YAML: " + why);
        }
        return Optional.empty();
    }

    private Optional<Node> read(String yaml) {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(BYTES_MAX);
        ParserImpl parser = new ParserImpl(new StreamReader(yaml), limits);
        int documents = 0;
        while (!parser.checkEvent(Event.ID.StreamEnd)) {
            Event event = parser.getEvent();
            if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
                throw new Refused(line(event), "a second document begins here; only one is read");
            }
            take(event);
        }
        if (root == null) {
            problems.error("", 1, "is empty");
        }
        return Optional.ofNullable(root);
    }

    private void take(Event event) {
        switch (event.getEventId()) {
            case Scalar -> leaf((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case MappingStart -> {
                MappingStartEvent start = (MappingStartEvent) event;
                refuseTag(start.getTag(), start);
                push(new OpenMapping(line(start), start.getAnchor(), nodes));
            }
            case SequenceStart -> {
                SequenceStartEvent start = (SequenceStartEvent) event;
                refuseTag(start.getTag(), start);
                push(new OpenSequence(line(start), start.getAnchor(), nodes));
            }
            case MappingEnd, SequenceEnd -> {
                Open done = open.pop();
                place(done.close(), done.anchor(), nodes - done.nodesBefore() + 1);
            }
            default -> {
                // Stream and document marks carry nothing.
            }
        }
    }

    private void push(Open opened) {
        count(1, opened.line());
        if (open.size() >= DEPTH_MAX) {
            throw new Refused(opened.line(), "nested deeper than " + DEPTH_MAX);
        }
        open.push(opened);
    }

    private void leaf(ScalarEvent event) {
        count(1, line(event));
        refuseTag(event.getTag(), event);
        Node.Kind kind = event.isPlain() && event.getTag() == null ? kind(event.getValue()) : Node.Kind.TEXT;
        place(new Node.Scalar(event.getValue(), kind, line(event)), event.getAnchor(), 1);
    }

    private void alias(AliasEvent event) {
        Sized target = anchors.get(event.getAnchor());
        if (target == null) {
            throw new Refused(line(event), "*" + event.getAnchor() + " stands for nothing that ends before it");
        }
        count(target.size(), line(event));
        place(target.node(), null, target.size());
    }

    private void place(Node node, @Nullable String anchor, long size) {
        if (anchor != null) {
            anchors.put(anchor, new Sized(node, size));
        }
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else {
            parent.add(node);
        }
    }

    private void count(long more, int line) {
        nodes += more;
        if (nodes > NODES_MAX) {
            throw new Refused(line, "more than " + NODES_MAX + " values, aliases written out");
        }
    }

    /** Where the parser stands, with a dot behind it: the innermost open map is not part of it. */
    private String path() {
        StringBuilder path = new StringBuilder();
        for (Iterator<Open> from = open.descendingIterator(); from.hasNext(); ) {
            path.append(from.next().step());
        }
        return path.isEmpty() ? "" : path.append('.').toString();
    }

    private static void refuseTag(@Nullable String tag, NodeEvent event) {
        if (tag != null && !tag.equals("!") && !tag.equals("tag:yaml.org,2002:str")) {
            throw new Refused(line(event), "the tag " + Words.quoted(tag) + " is not read; plain values only");
        }
    }

    private static Node.Kind kind(String text) {
        if (NOTHING.matcher(text).matches()) {
            return Node.Kind.NOTHING;
        }
        if (FLAG.matcher(text).matches()) {
            return Node.Kind.FLAG;
        }
        if (WHOLE.matcher(text).matches()) {
            return Node.Kind.WHOLE;
        }
        return DECIMAL.matcher(text).matches() ? Node.Kind.DECIMAL : Node.Kind.TEXT;
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }

    /** A node with the number of values that it stands for. */
    private record Sized(Node node, long size) {}

    /** A map or list whose end has not been read. */
    private sealed interface Open {
        int line();

        @Nullable
        String anchor();

        long nodesBefore();

        /** The place inside it that is being read, as a part of a path. */
        String step();

        void add(Node node);

        Node close();
    }

    private record OpenSequence(int line, @Nullable String anchor, long nodesBefore, List<Node> items) implements Open {
        OpenSequence(int line, @Nullable String anchor, long nodesBefore) {
            this(line, anchor, nodesBefore, new ArrayList<>());
        }

        @Override
        public String step() {
            return "[" + items.size() + "]";
        }

        @Override
        public void add(Node node) {
            items.add(node);
        }

        @Override
        public Node close() {
            return new Node.Sequence(items, line);
        }
    }

    private final class OpenMapping implements Open {
        private final int line;
        private final @Nullable String anchor;
        private final long nodesBefore;
        private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
        private Node.@Nullable Scalar key;

        OpenMapping(int line, @Nullable String anchor, long nodesBefore) {
            this.line = line;
            this.anchor = anchor;
            this.nodesBefore = nodesBefore;
        }

        @Override
        public int line() {
            return line;
        }

        @Override
        public @Nullable String anchor() {
            return anchor;
        }

        @Override
        public long nodesBefore() {
            return nodesBefore;
        }

        @Override
        public String step() {
            Node.Scalar waiting = key;
            return waiting == null ? "" : (open.peekLast() == this ? "" : ".") + waiting.text();
        }

        @Override
        public void add(Node node) {
            Node.Scalar waiting = key;
            if (waiting == null) {
                if (!(node instanceof Node.Scalar scalar)) {
                    throw new Refused(node.line(), "a key is " + node.what() + "; keys are words");
                }
                key = scalar;
                return;
            }
            key = null;
            Node.Entry first = entries.putIfAbsent(waiting.text(), new Node.Entry(node, waiting.line()));
            if (first != null) {
                problems.error(
                        path() + waiting.text(),
                        waiting.line(),
                        "the key " + Words.quoted(waiting.text()) + " stands here a second time; first on line "
                                + first.keyLine());
            }
        }

        @Override
        public Node close() {
            return new Node.Mapping(entries, line);
        }
    }

    /** Ends the parse; never leaves this class. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String sentence;

        Refused(int line, String sentence) {
            super(sentence, null, false, false);
            this.line = line;
            this.sentence = sentence;
        }
    }
}
