package dev.weir.gateway.control;

import dev.weir.core.control.ControlStore;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.control.AccountException.Reason;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signing in where there is no browser (RFC 8628): the device shows a short code, a signed-in
 * person types it into a page and approves, and the device, which has asked all the while, gets a
 * session. Codes are kept as keyed hashes, last ten minutes and are good once. Thread-safe; blocks.
 */
public final class DeviceSignIns {

    /** How long somebody has to approve. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** How often a device may ask, at first. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final int MOST_STARTS = 20;
    private static final int MOST_STARTS_OF_ALL = 2_000;
    private static final int MOST_POLLERS = 10_000;
    private static final int LONGEST_CLIENT = 100;
    private static final String DEVICE = "device";
    private static final String CODE = "code";

    /**
     * A sign-in that has begun.
     *
     * @param deviceCode what the device asks with; a secret
     * @param userCode what the person types, with its hyphen
     */
    public record Started(String deviceCode, String userCode) {}

    /** What a device is told. */
    public sealed interface Answer {

        /** Somebody approved; the session is the device's. */
        record Approved(SignedIn session) implements Answer {}

        /** No session, or not yet. */
        enum NotYet implements Answer {
            /** Nobody has decided yet. */
            AUTHORIZATION_PENDING,
            /** The same, and the device asks too often: five seconds more between two times. */
            SLOW_DOWN,
            /** The code is too old, used, or none. */
            EXPIRED_TOKEN,
            /** Somebody refused. */
            ACCESS_DENIED
        }
    }

    /**
     * Who wants to be signed in.
     *
     * @param userCode the code, with its hyphen
     * @param client what the device says it is
     * @param address where it asks from
     * @param since when it began to ask
     */
    public record Asking(String userCode, String client, String address, Instant since) {}

    private record Pace(Instant last, Duration interval) {}

    private final ControlStore store;
    private final Accounts accounts;
    private final CodeHash hash;
    private final SecureRandom random;
    private final Supplier<Instant> clock;
    private final Throttle starts = new Throttle(MOST_STARTS, LIFETIME);
    private final Throttle allStarts = new Throttle(MOST_STARTS_OF_ALL, LIFETIME);
    private final Throttle tries = new Throttle();
    private final Map<String, Pace> paces =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) {
                    return size() > MOST_POLLERS;
                }
            };

    /**
     * @param pepper what codes are hashed with, 32 bytes or more
     */
    public DeviceSignIns(
            ControlStore store,
            Accounts accounts,
            byte[] pepper,
            SecureRandom random,
            Supplier<Instant> clock) {
        this.store = store;
        this.accounts = accounts;
        this.hash = new CodeHash(pepper);
        this.random = random;
        this.clock = clock;
    }

    // ---- the device ----

    /**
     * Begins.
     *
     * @param client what the device says it is; shown to people, and trusted with nothing
     * @param address where it asks from
     */
    public Started start(String client, String address) throws IOException, AccountException {
        Instant now = clock.get();
        if (starts.isClosed(address, now) || allStarts.isClosed("", now)) {
            throw new AccountException(
                    Reason.TOO_MANY, "too many sign-ins were begun; wait ten minutes");
        }
        starts.failed(address, now);
        allStarts.failed("", now);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String device = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String code = UserCode.make(random);
        Instant until = now.plus(LIFETIME);
        JsonObject asking =
                JsonObject.builder()
                        .add("client", JsonString.of(clean(client)))
                        .add("address", JsonString.of(address))
                        .add("since", JsonNumber.of(now.toEpochMilli()))
                        .build();
        store.putPending(hash.of(DEVICE, device), asking, until);
        store.putPending(
                hash.of(CODE, code),
                asking.with("device", JsonString.of(hash.of(DEVICE, device))),
                until);
        return new Started(device, UserCode.shown(code));
    }

    private static String clean(String client) {
        StringBuilder clean = new StringBuilder();
        client.strip()
                .codePoints()
                .limit(LONGEST_CLIENT)
                .map(c -> Character.isISOControl(c) || isFormat(c) ? ' ' : c)
                .forEach(clean::appendCodePoint);
        return clean.isEmpty() ? "unnamed" : clean.toString();
    }

    /** Characters without a look of their own, such as those that turn the direction of a line. */
    private static boolean isFormat(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** What has become of a device's sign-in. */
    public Answer poll(String deviceCode) throws IOException {
        String key = hash.of(DEVICE, deviceCode);
        Optional<JsonObject> waiting = store.pending(key, clock.get());
        if (waiting.isEmpty()) {
            return Answer.NotYet.EXPIRED_TOKEN;
        }
        if (isTooSoon(key)) {
            return Answer.NotYet.SLOW_DOWN;
        }
        if (waiting.get().get("user") == null && waiting.get().get("refused") == null) {
            return Answer.NotYet.AUTHORIZATION_PENDING;
        }
        Optional<JsonObject> decided = store.takePending(key, clock.get());
        if (decided.isEmpty()) {
            return Answer.NotYet.EXPIRED_TOKEN;
        }
        if (decided.get().get("refused") != null) {
            return Answer.NotYet.ACCESS_DENIED;
        }
        try {
            return new Answer.Approved(
                    accounts.admit(
                            text(decided.get(), "organisation"),
                            text(decided.get(), "user"),
                            text(decided.get(), "client")));
        } catch (AccountException e) {
            // Disabled or removed since it was approved.
            return Answer.NotYet.ACCESS_DENIED;
        }
    }

    private boolean isTooSoon(String key) {
        Instant now = clock.get();
        synchronized (paces) {
            Pace pace = paces.get(key);
            // A second of grace: what is sent in time may come a little earlier than the one
            // before.
            boolean early =
                    pace != null && now.isBefore(pace.last().plus(pace.interval()).minusSeconds(1));
            Duration interval = pace == null ? INTERVAL : pace.interval();
            paces.put(key, new Pace(now, early ? interval.plusSeconds(5) : interval));
            return early;
        }
    }

    // ---- the person ----

    /** Who asks with a code; for somebody who is signed in, and has few tries. */
    public Asking look(Caller caller, String typed, String address)
            throws IOException, AccountException {
        String user = person(caller);
        Instant now = clock.get();
        if (tries.isClosed("u:" + user, now) || tries.isClosed("a:" + address, now)) {
            throw new AccountException(
                    Reason.TOO_MANY, "too many codes that are none; wait five minutes");
        }
        String code = UserCode.parse(typed);
        Optional<JsonObject> found =
                code == null ? Optional.empty() : store.pending(hash.of(CODE, code), now);
        if (code == null || found.isEmpty()) {
            tries.failed("u:" + user, now);
            tries.failed("a:" + address, now);
            throw unknown();
        }
        return new Asking(
                UserCode.shown(code),
                text(found.get(), "client"),
                text(found.get(), "address"),
                since(found.get()));
    }

    /** Decides, once: the device is signed in as the caller, or not. */
    public void decide(Caller caller, String typed, String address, boolean approve)
            throws IOException, AccountException {
        Asking asking = look(caller, typed, address);
        String code = String.valueOf(UserCode.parse(asking.userCode()));
        Instant now = clock.get();
        JsonObject taken =
                store.takePending(hash.of(CODE, code), now).orElseThrow(DeviceSignIns::unknown);
        JsonObject.Builder decided = JsonObject.builder().setAll(taken);
        if (approve) {
            decided.add("organisation", JsonString.of(caller.organisation()))
                    .add("user", JsonString.of(person(caller)));
        } else {
            decided.add("refused", JsonString.of("yes"));
        }
        store.putPending(text(taken, DEVICE), decided.build(), since(taken).plus(LIFETIME));
    }

    /**
     * What a form carries that decides something: known only to pages that were made for this
     * session.
     */
    public String formToken(Caller caller) {
        Grant grant = caller.grant();
        return hash.of("form", grant == null ? "" : grant.id());
    }

    /** Whether a form carries it. */
    public boolean isFormToken(Caller caller, String given) {
        return MessageDigest.isEqual(
                formToken(caller).getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The user, where a whole session is shown: with a token that may do less, nobody makes a
     * session that may do all.
     */
    private static String person(Caller caller) throws AccountException {
        Grant grant = caller.grant();
        String user = caller.user();
        if (user == null || grant == null || grant.kind() != TokenKind.SESSION) {
            throw new AccountException(
                    Reason.FORBIDDEN, "a device is approved by a person who has signed in");
        }
        return user;
    }

    private static AccountException unknown() {
        return new AccountException(
                Reason.NOT_FOUND, "the code is mistyped, was used already, or is too old");
    }

    private static Instant since(JsonObject asking) {
        Long millis = asking.get("since") instanceof JsonNumber number ? number.integer() : null;
        return millis == null ? Instant.EPOCH : Instant.ofEpochMilli(millis);
    }

    private static String text(JsonObject object, String name) {
        Json value = object.get(name);
        return value instanceof JsonString text ? text.value() : "";
    }
}
