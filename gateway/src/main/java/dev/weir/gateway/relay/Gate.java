package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.metering.Metering;
import dev.weir.core.rules.Identity;
import dev.weir.core.rules.Luck;
import dev.weir.core.rules.Rules;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Presented;
import dev.weir.core.token.TokenHash;
import dev.weir.core.vault.Credentials;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Lets callers in: finds out who calls, and gives what a decision needs. One per event loop;
 * nothing here waits.
 */
final class Gate implements Luck {

    private static final Identity LOCAL = new Identity.Known(Caller.LOCAL);

    private final Access access;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final Cooling cooling;
    private final HeldBytes held;
    private final BodyReaders readers;
    private final TokenHash.Hasher hasher;

    Gate(
            Access access,
            Clocks clocks,
            RandomGenerator random,
            Cooling cooling,
            HeldBytes held,
            BodyReaders readers) {
        this.access = access;
        this.clocks = clocks;
        this.random = random;
        this.cooling = cooling;
        this.held = held;
        this.readers = readers;
        this.hasher = new TokenHash.Hasher(access.pepper());
    }

    Rules rules() {
        return access.rules().get();
    }

    Credentials credentials() {
        return access.credentials();
    }

    /** Another Weir that every call goes through, null for none. */
    @Nullable Onward onward() {
        return access.onward();
    }

    Metering metering() {
        return access.metering();
    }

    BodyReaders readers() {
        return readers;
    }

    HeldBytes held() {
        return held;
    }

    /** Lets other places be tried first for a while. */
    void cool(Dispatch failed, Duration rest) {
        String key = failed.key();
        cooling.cool(
                failed.way().provider().name(),
                key == null ? "" : key,
                rest.toNanos(),
                clocks.nanos().getAsLong());
    }

    boolean listsRoutes() {
        return access.listsRoutes();
    }

    boolean signIn() {
        return access.signIn();
    }

    /** Who calls. */
    Identity identify(RequestHead head, Rules rules) {
        if (!access.signIn()) {
            return LOCAL;
        }
        String query =
                access.queryTokens() && head.query().contains("token=")
                        ? HeaderRules.parameter(head.query(), "token")
                        : null;
        return switch (Presented.in(head.headers(), query)) {
            case Presented.Nothing() -> Identity.MISSING;
            case Presented.Unsound() -> Identity.INVALID;
            case Presented.Conflict() -> Identity.CONFLICT;
            case Presented.One one -> noted(rules.identify(hasher.of(one.token()), now()));
        };
    }

    private Identity noted(Identity identity) {
        if (identity instanceof Identity.Known known && known.caller().grant() != null) {
            access.uses().used(known.caller().organisation(), known.caller().grant().id(), now());
        }
        return identity;
    }

    Instant now() {
        return Instant.ofEpochMilli(clocks.wallMicros().getAsLong() / 1000);
    }

    @Override
    public int draw(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public boolean isCooling(String provider, String key) {
        return cooling.isCooling(provider, key, clocks.nanos().getAsLong());
    }

    /** Why a body cannot be read although a rule wants that, null where it can. */
    static @Nullable Refusal unreadable(List<String> codings, Doors.Through way) {
        for (String coding : codings) {
            switch (coding) {
                case "gzip", "x-gzip", "deflate", "br", "zstd" -> {}
                default -> {
                    return new Refusal(
                            ErrorCode.UNSUPPORTED_ENCODING,
                            "the request body is encoded as '"
                                    + coding
                                    + "', and a rule of '"
                                    + way.provider().name()
                                    + "' must read it; expected gzip, deflate, br, zstd or no"
                                    + " content-encoding");
                }
            }
        }
        return null;
    }
}
