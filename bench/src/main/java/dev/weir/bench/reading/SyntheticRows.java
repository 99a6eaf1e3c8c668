package dev.weir.bench.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Tag;
import dev.weir.core.usage.Unit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Rows of a company that codes with agents: 300 people in 25 teams, on 120 repositories and ever
 * new branches, with five tools and twelve models, over 400 days. Sessions of some 50 calls, each
 * with a ticket as a tag; one call in forty fails. The same rows every time.
 */
final class SyntheticRows {

    static final Instant BEGIN = Instant.parse("2025-09-01T00:00:00Z");
    static final int DAYS = 400;
    static final int PEOPLE = 300;

    private static final int TEAMS = 25;
    private static final int REPOS = 120;
    private static final int SESSION_CALLS = 50;
    private static final int OPEN_SESSIONS = 120;
    private static final List<String> CLIENTS =
            List.of("claude-code", "codex", "opencode", "openai-python", "cursor");
    private static final List<String> MODELS =
            List.of(
                    "claude-sonnet-4-5",
                    "claude-opus-4-5",
                    "claude-haiku-4-5",
                    "gpt-5.2",
                    "gpt-5.2-codex",
                    "gpt-5-mini",
                    "gemini-3-pro",
                    "gemini-3-flash",
                    "llama3.3:70b",
                    "qwen3-coder",
                    "text-embedding-3-large",
                    "claude-sonnet-4");
    private static final List<String> TOOLS =
            List.of("Bash", "Read", "Edit", "Write", "Grep", "Task", "WebFetch", "apply_patch");

    private final Random random = new Random(11);
    private final ExchangeIds ids = new ExchangeIds(new Random(12));
    private final List<Session> open = new ArrayList<>();
    private final long nanosEach;
    private long count;
    private int sessions;

    /** A session that is going on. */
    private static final class Session {
        private final String id;
        private final int user;
        private final int client;
        private final int model;
        private final int repo;
        private final String branch;
        private final String ticket;
        private int left;
        private int turn = 1;
        private int step;
        private long context = 12_000;

        Session(int number, Random random, String id) {
            this.id = id;
            user = (int) (PEOPLE * random.nextDouble() * random.nextDouble());
            client = (user + (random.nextInt(8) == 0 ? 1 : 0)) % CLIENTS.size();
            model = (client * 3 + random.nextInt(3)) % MODELS.size();
            repo = (user % TEAMS * 4 + random.nextInt(6)) % REPOS;
            branch = random.nextInt(3) == 0 ? "main" : "feature-" + number / 6;
            ticket = "W-" + number / 4;
            left = 1 + random.nextInt(2 * SESSION_CALLS);
        }
    }

    /**
     * @param rows how many there will be
     */
    SyntheticRows(long rows) {
        nanosEach = Duration.ofDays(DAYS).toNanos() / rows;
    }

    DerivedExchange next() {
        Instant at = BEGIN.plusNanos(nanosEach * count++);
        ExchangeId id = ids.next(at.toEpochMilli());
        Session session = session();
        if (session.step == 0 || random.nextInt(9) == 0) {
            session.turn += session.step == 0 ? 0 : 1;
            session.step = 0;
        }
        session.step++;
        boolean failed = random.nextInt(40) == 0;
        boolean background = random.nextInt(12) == 0;
        String model = background ? "claude-haiku-4-5" : MODELS.get(session.model);
        long added = 200L + random.nextInt(3_000);
        session.context = session.context > 150_000 ? 20_000L : session.context + added;
        long output = 50L + random.nextInt(1_200);
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        if (!failed) {
            counts.put(Unit.INPUT_TOKENS, session.context);
            counts.put(Unit.CACHE_READ_TOKENS, session.context - added);
            counts.put(Unit.CACHE_WRITE_TOKENS, added);
            counts.put(Unit.OUTPUT_TOKENS, output);
        }
        long nanos = (session.context - added) * 300 + added * 3_750 + output * 15_000;
        return new DerivedExchange(
                id,
                at,
                call(session, model, failed, output),
                caller(session),
                gateway(session, model),
                new DerivedExchange.Place(
                        session.id,
                        "header",
                        false,
                        background ? "background" : "main",
                        session.turn,
                        background ? 0 : session.step,
                        background ? "title" : "main"),
                counts,
                failed
                        ? new DerivedExchange.Cost(
                                null, null, "unpriced:no_usage", "2026-09-23", null, null)
                        : new DerivedExchange.Cost(
                                nanos,
                                (session.context - added) * 2_700,
                                "table",
                                "2026-09-23",
                                null,
                                null),
                "full",
                null,
                failed || background ? List.of() : List.of(TOOLS.get(random.nextInt(8))),
                traits(failed, background));
    }

    private Session session() {
        if (open.size() < OPEN_SESSIONS) {
            int number = sessions++;
            open.add(
                    new Session(
                            number,
                            random,
                            String.format(
                                    Locale.ROOT,
                                    "%016x%016x",
                                    random.nextLong(),
                                    random.nextLong())));
        }
        int index = random.nextInt(open.size());
        Session session = open.get(index);
        if (--session.left <= 0) {
            open.set(index, open.getLast());
            open.removeLast();
        }
        return session;
    }

    private DerivedExchange.Call call(Session session, String model, boolean failed, long output) {
        String provider = model.startsWith("claude") ? "anthropic" : "openai";
        return new DerivedExchange.Call(
                provider,
                provider,
                provider.equals("anthropic") ? "messages" : "responses",
                provider.equals("anthropic") ? "/v1/messages" : "/v1/responses",
                failed ? 529 : 200,
                "complete",
                "complete",
                failed ? "overloaded_error" : null,
                model,
                failed ? null : model,
                true,
                failed ? null : "tool_call",
                failed ? null : "tool_use",
                400_000 + output * 12_000,
                failed ? null : 300_000L + random.nextInt(900_000),
                session.context * 4,
                output * 40);
    }

    private static DerivedExchange.Caller caller(Session session) {
        String user = "person-" + session.user;
        String team = "team-" + session.user % TEAMS;
        String repo = "git.example/repo-" + session.repo;
        return new DerivedExchange.Caller(
                CLIENTS.get(session.client),
                "2.1." + session.user % 9,
                user,
                team,
                repo,
                session.branch,
                List.of(
                        new Tag("user", user),
                        new Tag("team", team),
                        new Tag("repo", repo),
                        new Tag("branch", session.branch),
                        new Tag("ticket", session.ticket)));
    }

    /** One token a person, three provider keys for each provider, and a policy in a dry run. */
    private static DerivedExchange.Gateway gateway(Session session, String model) {
        return new DerivedExchange.Gateway(
                session.user % 4 == 0 ? "fast" : null,
                (model.startsWith("claude") ? "anthropic-" : "openai-") + session.user % TEAMS % 3,
                "laptop of person-" + session.user,
                session.user % 50 == 0
                        ? List.of(
                                new DerivedExchange.Ruling(
                                        Effect.WOULD_REFUSE, "policy:no previews"))
                        : List.of());
    }

    private static Set<Trait> traits(boolean failed, boolean background) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (failed) {
            traits.add(Trait.ERROR);
        } else if (!background) {
            traits.addAll(EnumSet.of(Trait.TOOL_CALL, Trait.TOOL_RESULT, Trait.CACHE));
        }
        return traits;
    }
}
