package dev.trimtab.config;

import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Holds a tree against a shape: unknown and missing keys, values of the wrong kind, parts that are not built yet. */
final class ShapeCheck {
    /** Keys that only a pasted secret explains; the value is never repeated. */
    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(secret|password|passwd|token|api[-_]?key|private[-_]?key|access[-_]?key).*");

    private final Problems problems;

    ShapeCheck(Problems problems) {
        this.problems = problems;
    }

    void check(String path, Node node, Shape shape) {
        switch (shape) {
            case Shape.Text text -> text(path, node, text);
            case Shape.Whole whole -> whole(path, node, whole);
            case Shape.Flag flag -> scalar(path, node, flag, Node.Kind.FLAG);
            case Shape.Choice choice -> choice(path, node, choice);
            case Shape.AnyScalar any -> {
                if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NOTHING) {
                    wrong(path, node, any);
                }
            }
            case Shape.ListOf list -> list(path, node, list);
            case Shape.MapOf map -> map(path, node, map);
            case Shape.Section section -> {
                if (node instanceof Node.Mapping mapping) {
                    section(path, mapping, section);
                } else {
                    wrong(path, node, section);
                }
            }
            case Shape.ByKind byKind -> byKind(path, node, byKind);
            case Shape.Either either -> either(path, node, either);
        }
    }

    private void text(String path, Node node, Shape.Text shape) {
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NOTHING) {
            wrong(path, node, shape);
            return;
        }
        String said = shape.shown() == Shape.Shown.SHOWN ? "is " + Words.quoted(scalar.text()) + "; " : "";
        if (scalar.kind() != Node.Kind.TEXT) {
            problems.error(path, node.line(), said + "expected " + shape.expects() + ", as text: put it in quotes");
        } else if (!Pattern.compile(shape.pattern()).matcher(scalar.text()).find()) {
            problems.error(path, node.line(), said + "expected " + shape.expects());
        }
    }

    private void whole(String path, Node node, Shape.Whole shape) {
        if (scalar(path, node, shape, Node.Kind.WHOLE)) {
            long number = Long.parseLong(((Node.Scalar) node).text());
            if (number < shape.min() || number > shape.max()) {
                wrong(path, node, shape);
            }
        }
    }

    private boolean scalar(String path, Node node, Shape shape, Node.Kind kind) {
        boolean fits = node instanceof Node.Scalar scalar && scalar.kind() == kind;
        if (!fits) {
            wrong(path, node, shape);
        }
        return fits;
    }

    private void choice(String path, Node node, Shape.Choice shape) {
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT) {
            if (!shape.words().contains(scalar.text())) {
                problems.error(
                        path,
                        node.line(),
                        "is " + Words.quoted(scalar.text()) + "; expected " + shape.expects()
                                + Words.didYouMean(scalar.text(), shape.words()));
            }
        } else {
            wrong(path, node, shape);
        }
    }

    private void list(String path, Node node, Shape.ListOf shape) {
        if (!(node instanceof Node.Sequence sequence)) {
            wrong(path, node, shape);
            return;
        }
        int size = sequence.items().size();
        if (size < shape.min() || size > shape.max()) {
            problems.error(path, node.line(), "has " + size + " entries; expected " + shape.expects());
        }
        for (int i = 0; i < size; i++) {
            check(path + "[" + i + "]", sequence.items().get(i), shape.item());
        }
    }

    private void map(String path, Node node, Shape.MapOf shape) {
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(path, node, shape);
            return;
        }
        if (mapping.entries().size() < shape.min()) {
            problems.error(path, node.line(), "is empty; expected " + shape.expects());
        }
        Pattern keys = Pattern.compile(shape.key().pattern());
        mapping.entries().forEach((key, entry) -> {
            String inside = inside(path, key);
            if (!keys.matcher(key).find()) {
                problems.error(
                        inside,
                        entry.keyLine(),
                        "the key is " + Words.quoted(key) + "; expected "
                                + shape.key().expects());
            }
            check(inside, entry.value(), shape.value());
        });
    }

    private void section(String path, Node.Mapping mapping, Shape.Section shape) {
        List<String> known = shape.keys().stream().map(KeyShape::name).toList();
        mapping.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                unknown(inside(path, name), name, entry, known);
            }
        });
        for (KeyShape key : shape.keys()) {
            Node.Entry entry = mapping.entries().get(key.name());
            if (entry == null) {
                if (key.presence() == Presence.REQUIRED) {
                    problems.error(
                            inside(path, key.name()),
                            mapping.line(),
                            "is missing; expected " + key.shape().expects());
                }
                continue;
            }
            check(inside(path, key.name()), entry.value(), key.shape());
            if (key.presence() == Presence.LATER) {
                problems.warning(inside(path, key.name()), entry.keyLine(), "not built yet, has no effect");
            }
        }
    }

    private void unknown(String path, String name, Node.Entry entry, List<String> known) {
        String near = Words.didYouMean(name, known);
        if (name.equals("<<")) {
            problems.error(
                    path, entry.keyLine(), "merge keys are not read; write the section out or use a whole alias");
        } else if (SECRET_KEY.matcher(name).matches() && near.isEmpty()) {
            problems.error(
                    path,
                    entry.keyLine(),
                    "a secret never stands in this file: put it into a file of its own and name that under credentials"
                            + " ({ type: file, path: /… })");
        } else {
            problems.error(path, entry.keyLine(), "unknown key" + near + "; known here: " + String.join(", ", known));
        }
    }

    private void byKind(String path, Node node, Shape.ByKind shape) {
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(path, node, shape);
            return;
        }
        Node.Entry entry = mapping.entries().get(shape.discriminator());
        String where = inside(path, shape.discriminator());
        List<String> words = new ArrayList<>(shape.kinds().keySet());
        if (entry == null) {
            problems.error(where, node.line(), "is missing; " + Words.oneOf(words));
            return;
        }
        Shape.Section section =
                entry.value() instanceof Node.Scalar scalar ? shape.kinds().get(scalar.text()) : null;
        if (section == null) {
            choice(where, entry.value(), new Shape.Choice(words));
        } else {
            section(path, mapping, section);
        }
    }

    private void either(String path, Node node, Shape.Either shape) {
        for (Shape choice : shape.choices()) {
            if (fits(node, choice)) {
                check(path, node, choice);
                return;
            }
        }
        wrong(path, node, shape);
    }

    /** Whether a node is of the kind that a shape wants, whatever is in it. */
    private static boolean fits(Node node, Shape shape) {
        return switch (node) {
            case Node.Mapping mapping ->
                shape instanceof Shape.Section || shape instanceof Shape.MapOf || shape instanceof Shape.ByKind;
            case Node.Sequence sequence -> shape instanceof Shape.ListOf;
            case Node.Scalar scalar ->
                switch (scalar.kind()) {
                    case WHOLE -> shape instanceof Shape.Whole;
                    case FLAG -> shape instanceof Shape.Flag;
                    case TEXT -> shape instanceof Shape.Text || shape instanceof Shape.Choice;
                    case DECIMAL, NOTHING -> false;
                };
        };
    }

    private void wrong(String path, Node node, Shape shape) {
        boolean hidden = shape instanceof Shape.Text text && text.shown() == Shape.Shown.HIDDEN;
        String what = hidden && node instanceof Node.Scalar ? "something else" : node.what();
        problems.error(path, node.line(), "is " + what + "; expected " + shape.expects());
    }

    static String inside(String path, String key) {
        String step = key.length() <= 80 ? key : key.substring(0, 80) + "…";
        step = step.toLowerCase(Locale.ROOT).chars().anyMatch(Character::isISOControl) ? Words.quoted(step) : step;
        return path.isEmpty() ? step : path + "." + step;
    }
}
