package dev.weir.core.control;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.json.JsonObject;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.WhenUnpriced;
import dev.weir.core.limit.Window;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.Team;
import dev.weir.core.people.User;
import dev.weir.core.redaction.RedactionError;
import dev.weir.core.redaction.RedactionRules;
import dev.weir.core.rules.Audience;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Target;
import dev.weir.core.token.Scope;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads documents into values: one method a kind, one line a member. An error is an {@link
 * IllegalArgumentException} that names the document's name and member.
 *
 * <p>Teams and users in documents are ids; whoever lets people write names translates them first.
 */
public final class Documents {

    private static final long MOST_BYTES = 1L << 40;
    private static final long MOST_SECONDS = 86_400;

    private Documents() {}

    private static Shape shape(Document document) {
        return new Shape(document.kind().word() + " '" + document.name() + "'", document.body());
    }

    /** Its name is what it is called; {@code zone}, {@code own_keys}, {@code own_routes}. */
    public static Organisation organisation(Document document) {
        Shape shape = shape(document);
        Organisation organisation =
                new Organisation(
                        document.organisation(),
                        document.name(),
                        shape.read("zone", ZoneOffset.UTC, "a time zone", Documents::zone),
                        shape.flag("own_keys", true),
                        shape.flag("own_routes", true));
        shape.done();
        return organisation;
    }

    private static @Nullable ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@code name}, {@code role}, {@code teams} (ids), {@code disabled}. */
    public static User user(Document document) {
        Shape shape = shape(document);
        String name = shape.text("name");
        User user =
                new User(
                        document.id(),
                        document.organisation(),
                        document.name(),
                        name == null ? document.name() : name,
                        shape.read(
                                "role",
                                Role.MEMBER,
                                "one of owner, admin, member, auditor",
                                Role::parse),
                        shape.texts("teams"),
                        shape.flag("disabled", false));
        shape.done();
        return user;
    }

    /** Nothing but its name. */
    public static Team team(Document document) {
        shape(document).done();
        return new Team(document.id(), document.organisation(), document.name());
    }

    /**
     * {@code for} ({@code teams}, {@code users}), {@code dialects}, {@code default}, {@code
     * targets} and {@code fallbacks} (each {@code provider}, {@code model}, {@code key}, {@code
     * prefix}, {@code weight}), {@code capture}, {@code timeouts} ({@code first_byte}, {@code
     * idle}, in seconds). Instead of {@code targets} one target's members may stand at the top.
     */
    public static Route route(Document document) {
        Shape shape = shape(document);
        Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        for (String word : shape.texts("dialects")) {
            Dialect dialect = Dialect.parse(word);
            if (dialect == null) {
                throw shape.fault(
                        "dialects",
                        "'" + word + "'; expected anthropic, openai, gemini, ollama or other");
            }
            dialects.add(dialect);
        }
        List<Target> targets = targets(shape, "targets");
        if (shape.text("provider") != null) {
            if (!targets.isEmpty()) {
                throw shape.fault("provider", "stands beside targets; expected one of the two");
            }
            targets = List.of(target(shape));
        }
        Audience audience = audience(shape, document.owner());
        Shape timeouts = shape.object("timeouts");
        boolean standard = shape.flag("default", false);
        List<Target> fallbacks = targets(shape, "fallbacks");
        CaptureMode capture = capture(shape);
        Duration firstByte = timeouts == null ? null : seconds(timeouts, "first_byte");
        Duration idle = timeouts == null ? null : seconds(timeouts, "idle");
        if (timeouts != null) {
            timeouts.done();
        }
        shape.done();
        return new Route(
                document.id(),
                document.organisation(),
                document.name(),
                audience,
                document.owner().isEmpty() ? null : document.owner(),
                dialects,
                standard,
                targets,
                fallbacks,
                capture,
                firstByte,
                idle);
    }

    private static List<Target> targets(Shape shape, String name) {
        List<Target> targets = new ArrayList<>();
        for (Shape one : shape.objects(name)) {
            targets.add(target(one));
            one.done();
        }
        return targets;
    }

    private static Target target(Shape shape) {
        String prefix = shape.text("prefix");
        return new Target(
                shape.needed("provider"),
                shape.text("model"),
                shape.text("key"),
                prefix == null ? "" : prefix,
                (int) shape.number("weight", 1, 1, Target.LARGEST_WEIGHT));
    }

    private static @Nullable Duration seconds(Shape shape, String name) {
        long seconds = shape.number(name, 0, 1, MOST_SECONDS);
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    private static CaptureMode capture(Shape shape) {
        return shape.read(
                "capture",
                CaptureMode.FULL,
                "full, preview(N), metadata or off",
                CaptureMode::parse);
    }

    private static Audience audience(Shape shape, String owner) {
        Shape whom = shape.object("for");
        if (!owner.isEmpty()) {
            if (whom != null) {
                throw shape.fault("for", "a user's own is for that user alone");
            }
            return Audience.ofUser(owner);
        }
        if (whom == null) {
            return Audience.EVERYONE;
        }
        Set<String> teams = whom.texts("teams");
        Set<String> users = whom.texts("users");
        whom.done();
        return new Audience(false, teams, users);
    }

    /**
     * {@code mode}, {@code for}, {@code allow} and {@code deny} (each {@code models}, {@code
     * providers}, {@code paths}, {@code tools}, {@code hosts}), {@code max_request_bytes}, {@code
     * provider_storage}, {@code capture}, {@code redaction}.
     */
    public static Policy policy(Document document) {
        Shape shape = shape(document);
        Policy policy =
                new Policy(
                        document.id(),
                        document.organisation(),
                        document.name(),
                        document.version(),
                        shape.read(
                                "mode",
                                Policy.Mode.ENFORCE,
                                "one of enforce, warn, dry_run",
                                Policy.Mode::parse),
                        audience(shape, ""),
                        subjects(shape.object("allow")),
                        subjects(shape.object("deny")),
                        shape.number("max_request_bytes", 0, 1, MOST_BYTES),
                        shape.flag("provider_storage", true),
                        capture(shape),
                        shape.text("redaction"));
        shape.done();
        return policy;
    }

    /** {@code kinds}, {@code except}, {@code custom}, {@code apply}, {@code mode}, {@code mark}. */
    public static RedactionRules redaction(Document document) {
        try {
            return RedactionRules.parse(document.body());
        } catch (RedactionError e) {
            throw new IllegalArgumentException(
                    "redaction rules '" + document.name() + "': " + e.getMessage());
        }
    }

    /**
     * {@code subject} (a kind), {@code of} (an id; left out for each of the kind), {@code
     * quantity}, {@code amount}, {@code per} (second, minute, hour, day, week, month), {@code
     * zone}, {@code soft}, {@code mode}, {@code unpriced} (refuse, allow_counted, or dollars for a
     * million tokens), {@code strict}.
     */
    public static LimitRule limit(Document document) {
        return limit(document, ZoneOffset.UTC);
    }

    /**
     * The same.
     *
     * @param usual the zone where the document names none: the organisation's
     */
    public static LimitRule limit(Document document, ZoneId usual) {
        Shape shape = shape(document);
        String of = shape.text("of");
        dev.weir.core.limit.Subject.Kind kind =
                shape.read(
                        "subject",
                        dev.weir.core.limit.Subject.Kind.ORGANISATION,
                        "a kind of subject",
                        dev.weir.core.limit.Subject.Kind::parse);
        Quantity quantity =
                shape.read("quantity", Quantity.REQUESTS, "a quantity", Quantity::parse);
        BigDecimal amount = shape.decimal("amount");
        ZoneId zone = shape.read("zone", usual, "a time zone", Documents::zone);
        Window window =
                shape.read(
                        "per",
                        quantity == Quantity.CONCURRENT ? Window.Now.NOW : Window.Rate.MINUTE,
                        "one of second, minute, hour, day, week, month",
                        word -> window(word, zone));
        List<Integer> soft = shape.numbers("soft", 1, 100);
        LimitRule.Mode mode =
                shape.read("mode", LimitRule.Mode.ENFORCE, "a mode", LimitRule.Mode::parse);
        WhenUnpriced unpriced =
                shape.read(
                        "unpriced",
                        WhenUnpriced.Plain.REFUSE,
                        "refuse, allow_counted, or dollars for a million tokens",
                        Documents::unpriced);
        boolean strict = shape.flag("strict", false);
        shape.done();
        return new LimitRule(
                document.organisation(),
                document.id(),
                document.name(),
                kind,
                of,
                quantity,
                amount,
                window,
                soft,
                mode,
                unpriced,
                strict);
    }

    private static @Nullable Window window(String word, ZoneId zone) {
        return switch (word) {
            case "second" -> Window.Rate.SECOND;
            case "minute" -> Window.Rate.MINUTE;
            case "hour" -> Window.Rate.HOUR;
            case "day" -> new Window.Calendar(Window.Unit.DAY, zone);
            case "week" -> new Window.Calendar(Window.Unit.WEEK, zone);
            case "month" -> new Window.Calendar(Window.Unit.MONTH, zone);
            default -> null;
        };
    }

    private static @Nullable WhenUnpriced unpriced(String word) {
        return switch (word) {
            case "refuse" -> WhenUnpriced.Plain.REFUSE;
            case "allow_counted" -> WhenUnpriced.Plain.ALLOW_COUNTED;
            default ->
                    word.matches("[0-9]{1,9}([.][0-9]{1,9})?")
                            ? new WhenUnpriced.Estimate(new BigDecimal(word))
                            : null;
        };
    }

    private static Map<Subject, Set<String>> subjects(@Nullable Shape shape) {
        Map<Subject, Set<String>> subjects = new EnumMap<>(Subject.class);
        if (shape != null) {
            for (Subject subject : Subject.values()) {
                Set<String> names = shape.texts(subject.word());
                if (!names.isEmpty()) {
                    subjects.put(subject, names);
                }
            }
            shape.done();
        }
        return subjects;
    }

    /** {@code routes}, {@code models}, {@code paths}: of a virtual key. */
    public static Scope scope(String place, JsonObject json) {
        Shape shape = new Shape(place, json);
        Scope scope = new Scope(shape.texts("routes"), shape.texts("models"), shape.texts("paths"));
        shape.done();
        return scope;
    }
}
