package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;
import dev.weir.core.search.Criterion;
import dev.weir.core.search.Field;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.search.Value;
import dev.weir.core.session.CallKind;
import dev.weir.core.session.Placement;
import dev.weir.core.story.Step;
import dev.weir.core.story.StoryReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a session in order, from any place in it, with the results of their calls. Results
 * come with the next request of the thread, so that one is read ahead for each thread that waits;
 * besides that, one step is in memory at a time. For one thread.
 */
final class SessionStory {

    private static final int PAGE = 200;

    /** Rows that are looked through for the next request of a thread. */
    private static final int MOST_AHEAD = 2_000;

    /** Requests of a thread that are read for the results of one step. */
    private static final int MOST_TRIES = 3;

    private final Archive archive;
    private final Derived derived;
    private final TurnBodies bodies;
    private final StoryReader reader;
    private final String session;
    private final boolean fromStart;

    private final Deque<DerivedExchange> rows = new ArrayDeque<>();
    private final Map<ExchangeId, Step> ahead = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private @Nullable ExchangeId fetched;
    private boolean exhausted;

    /**
     * @param reader keeps what is new
     * @param session its id
     * @param after the last exchange that is told already, null to begin at the start
     */
    SessionStory(
            Archive archive,
            Derived derived,
            TurnBodies bodies,
            StoryReader reader,
            String session,
            @Nullable ExchangeId after) {
        this.archive = archive;
        this.derived = derived;
        this.bodies = bodies;
        this.reader = reader;
        this.session = session;
        this.fetched = after;
        this.fromStart = after == null;
    }

    /** The next step, null after the last. */
    @Nullable Step next() throws IOException, InterruptedException {
        if (rows.isEmpty() && !fetch()) {
            return null;
        }
        DerivedExchange row = rows.removeFirst();
        Step step = ahead.remove(row.id());
        if (step == null) {
            step = read(row);
        }
        Iterator<DerivedExchange> later = null;
        for (int tries = 0; step.waits() && tries < MOST_TRIES; tries++) {
            if (later == null) {
                later = new Later(step.thread());
            }
            if (!later.hasNext()) {
                break;
            }
            DerivedExchange next = later.next();
            Step follower = ahead.get(next.id());
            if (follower == null) {
                follower = read(next);
                ahead.put(next.id(), follower);
            }
            step = step.with(follower.results());
        }
        return step;
    }

    /** True where there are more steps. */
    boolean hasNext() throws IOException {
        return !rows.isEmpty() || fetch();
    }

    /** The turn of the main thread before the first step that is told, 0 for none. */
    int turnBefore() throws IOException {
        ExchangeId first = fetched;
        if (fromStart || first == null) {
            return 0;
        }
        DerivedExchange.Place place =
                newest(Placement.MAIN, first, true).map(DerivedExchange::place).orElse(null);
        return place == null ? 0 : place.turn();
    }

    private boolean fetch() throws IOException {
        if (exhausted) {
            return false;
        }
        DerivedPage page = derived.exchanges(session, PAGE, fetched);
        rows.addAll(page.items());
        exhausted = page.next() == null || page.items().isEmpty();
        if (!page.items().isEmpty()) {
            fetched = page.items().getLast().id();
        }
        return !page.items().isEmpty();
    }

    /** Later calls of a thread, among the next rows. */
    private final class Later implements Iterator<DerivedExchange> {

        private final String thread;
        private int at;
        private @Nullable DerivedExchange next;

        Later(String thread) {
            this.thread = thread;
        }

        @Override
        public boolean hasNext() {
            while (next == null && at < MOST_AHEAD && (at < rows.size() || fill())) {
                // The rows are few, and most often the first one is it.
                DerivedExchange row = rows.stream().skip(at).findFirst().orElseThrow();
                at++;
                next = isTalk(row, thread) ? row : null;
            }
            return next != null;
        }

        private boolean fill() {
            try {
                return fetch();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public DerivedExchange next() {
            DerivedExchange found = next;
            if (found == null) {
                throw new java.util.NoSuchElementException();
            }
            next = null;
            return found;
        }
    }

    private static boolean isTalk(DerivedExchange row, String thread) {
        DerivedExchange.Place place = row.place();
        return place != null
                && place.thread().equals(thread)
                && (place.kind().equals(CallKind.MAIN.word())
                        || place.kind().equals(CallKind.SUMMARY.word()));
    }

    private Step read(DerivedExchange row) throws IOException, InterruptedException {
        DerivedExchange.Place place = row.place();
        if (!fromStart
                && place != null
                && begun.add(place.thread())
                && isTalk(row, place.thread())) {
            Optional<DerivedExchange> before = newest(place.thread(), row.id(), false);
            if (before.isPresent()) {
                digest(before.get());
            }
        }
        return digest(row);
    }

    /** The last conversational call of a thread before an exchange, or that one too. */
    private Optional<DerivedExchange> newest(String thread, ExchangeId before, boolean included)
            throws IOException {
        if (included) {
            Optional<DerivedExchange> itself = derived.find(before);
            if (itself.isPresent() && isTalk(itself.get(), thread)) {
                return itself;
            }
        }
        SearchQuery talk =
                SearchQuery.and(
                        List.of(
                                is(Field.SESSION, session),
                                is(Field.THREAD, thread),
                                new SearchQuery.Condition(
                                        Field.KIND,
                                        List.of(
                                                name(CallKind.MAIN.word()),
                                                name(CallKind.SUMMARY.word())))));
        return derived.search(talk, 1, before).items().stream().findFirst();
    }

    private static SearchQuery is(Field field, String name) {
        return new SearchQuery.Condition(field, name(name));
    }

    private static Criterion name(String name) {
        return new Criterion.Is(new Value.Name(name));
    }

    private Step digest(DerivedExchange row) throws IOException, InterruptedException {
        Optional<Exchange> exchange = archive.find(row.id());
        if (exchange.isEmpty()) {
            // Its row is there, and it is not: it was removed while the page was made.
            return reader.read(row, Reading.NOTHING, Source.Body.NONE, Source.Body.NONE);
        }
        return bodies.read(
                exchange.get(),
                (reading, source) ->
                        reader.read(row, reading, source.request(), source.response()));
    }
}
