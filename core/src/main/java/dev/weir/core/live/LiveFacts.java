package dev.weir.core.live;

import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.Tag;
import dev.weir.core.search.Facts;
import dev.weir.core.search.Field;
import dev.weir.core.search.Matcher;
import dev.weir.core.search.Scope;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.search.Value;
import dev.weir.core.session.ClientTool;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a search can be told of a call that is under way, and whether it can be judged by that. */
public record LiveFacts(LiveCall call) implements Facts {

    /** Whether a call under way is one that a search asks for. */
    public enum Verdict {
        YES,
        NO,
        /** The search asks for what is not known before the end. */
        OPEN;

        private Verdict not() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case OPEN -> OPEN;
            };
        }
    }

    /** How certain the values of a field are before the end. */
    private enum Known {
        /** They will not change. */
        ALL,
        /** Others may come. */
        SOME,
        NOTHING
    }

    /** Judges a call by what is known of it. Whatever comes later, the answer stays true. */
    public Verdict judge(SearchQuery query) {
        return switch (query) {
            case SearchQuery.Everything _ -> Verdict.YES;
            case SearchQuery.And and -> joined(and.parts(), Verdict.NO);
            case SearchQuery.Or or -> joined(or.parts(), Verdict.YES);
            case SearchQuery.Not not -> judge(not.part()).not();
            case SearchQuery.Text _ -> Verdict.OPEN;
            case SearchQuery.Condition condition -> judge(condition);
        };
    }

    /** One part is enough where it has the given verdict; else one that is open leaves all open. */
    private Verdict joined(List<SearchQuery> parts, Verdict enough) {
        Verdict all = enough.not();
        for (SearchQuery part : parts) {
            Verdict one = judge(part);
            if (one == enough) {
                return enough;
            }
            all = one == Verdict.OPEN ? Verdict.OPEN : all;
        }
        return all;
    }

    private Verdict judge(SearchQuery.Condition condition) {
        Known known = known(condition.field());
        if (known != Known.NOTHING && Matcher.matches(condition, this)) {
            return Verdict.YES;
        }
        return known == Known.ALL ? Verdict.NO : Verdict.OPEN;
    }

    private Known known(Field field) {
        return switch (field) {
            case ID, AT, DIALECT, PATH, USER, TEAM, CLIENT, CLIENT_VERSION, TAG, REPO, BRANCH ->
                    Known.ALL;
            // A route may go on to another provider while nothing has been answered.
            case PROVIDER ->
                    call.opening().gateway().route() == null || call.status() != 0
                            ? Known.ALL
                            : Known.SOME;
            case REQUESTED_MODEL -> call.requestedModel() == null ? Known.NOTHING : Known.ALL;
            case MODEL -> call.requestedModel() == null ? Known.NOTHING : Known.SOME;
            case STATUS -> call.status() == 0 ? Known.NOTHING : Known.ALL;
            case STREAM -> call.streamAsked() || call.streaming() ? Known.ALL : Known.NOTHING;
            case REQUEST_BYTES -> call.phase() == LivePhase.REQUEST ? Known.NOTHING : Known.ALL;
            default -> Known.NOTHING;
        };
    }

    @Override
    public List<Value> values(Field field) {
        Opening opening = call.opening();
        return switch (field) {
            case ID -> name(opening.id().toString());
            case AT -> List.of(new Value.Time(startedAt()));
            case PROVIDER -> name(opening.provider());
            case MODEL, REQUESTED_MODEL -> name(call.requestedModel());
            case DIALECT -> name(opening.dialect().word());
            case PATH -> name(opening.path());
            case STATUS -> call.status() == 0 ? List.of() : List.of(new Value.Whole(call.status()));
            case STREAM -> List.of(new Value.Flag(call.streamAsked() || call.streaming()));
            case USER -> name(user());
            case TEAM -> name(team());
            case CLIENT -> name(tool().name());
            case CLIENT_VERSION -> name(tool().version());
            case REPO -> name(tag("repo"));
            case BRANCH -> name(tag("branch"));
            case TAG -> tags();
            case REQUEST_BYTES -> List.of(new Value.Whole(call.requestBytes()));
            default -> List.of();
        };
    }

    @Override
    public List<String> texts(Scope place) {
        return List.of();
    }

    public Instant startedAt() {
        long micros = call.opening().startedAtMicros();
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L),
                TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }

    /** The program that called. */
    public ClientTool tool() {
        return ClientTool.of(call.opening().request().headers(), call.opening().tags());
    }

    /** Who called, as rows of exchanges name it. */
    public @Nullable String user() {
        String signedIn = call.opening().gateway().userName();
        return signedIn != null ? signedIn : tag("user");
    }

    /** The team that it counts for, as rows of exchanges name it. */
    public @Nullable String team() {
        String stated = tag("team");
        List<String> teams = call.opening().gateway().teams();
        return stated != null || teams.isEmpty() ? stated : teams.getFirst();
    }

    /** The value of the first tag of a key, null for none. */
    public @Nullable String tag(String key) {
        for (Tag tag : call.opening().tags()) {
            if (tag.key().equals(key)) {
                return tag.value().isEmpty() ? null : tag.value();
            }
        }
        return null;
    }

    private List<Value> tags() {
        List<Value> values = new ArrayList<>();
        for (Tag tag : call.opening().tags()) {
            values.add(new Value.Name(tag.toString()));
        }
        return values;
    }

    private static List<Value> name(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(new Value.Name(text));
    }
}
