package dev.weir.gateway.archive;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The numbers that stand for the members of a closed list in the file. They are part of the format:
 * a number once given never means anything else. Each is written out in a switch over the whole
 * list, so that a new member without a number does not compile. 0 is none.
 *
 * @param <E> the list
 */
final class Codes<E extends Enum<E>> {

    static final Codes<Dialect> DIALECT =
            new Codes<>(
                    "dialect",
                    Dialect.class,
                    dialect ->
                            switch (dialect) {
                                case ANTHROPIC -> 1;
                                case OPENAI -> 2;
                                case GEMINI -> 3;
                                case OLLAMA -> 4;
                                case OTHER -> 5;
                            });

    static final Codes<EndReason> END =
            new Codes<>(
                    "end reason",
                    EndReason.class,
                    reason ->
                            switch (reason) {
                                case COMPLETE -> 1;
                                case CLIENT_CANCEL -> 2;
                                case CLIENT_SLOW -> 3;
                                case CLIENT_MALFORMED -> 4;
                                case CONNECT_FAILED -> 5;
                                case UPSTREAM_RESET -> 6;
                                case UPSTREAM_SHORT -> 7;
                                case UPSTREAM_MALFORMED -> 8;
                                case FIRST_BYTE_TIMEOUT -> 9;
                                case UPSTREAM_IDLE_TIMEOUT -> 10;
                                case REFUSED_POLICY -> 11;
                                case REFUSED_LIMIT -> 12;
                                case GATEWAY_DRAIN -> 13;
                                case GATEWAY_CRASH -> 14;
                            });

    static final Codes<EndPhase> PHASE =
            new Codes<>(
                    "phase",
                    EndPhase.class,
                    phase ->
                            switch (phase) {
                                case REQUEST -> 1;
                                case CONNECT -> 2;
                                case HEADERS -> 3;
                                case BODY -> 4;
                            });

    static final Codes<Loss> LOSS =
            new Codes<>(
                    "loss",
                    Loss.class,
                    loss ->
                            switch (loss) {
                                case MODE -> 1;
                                case SPOOL_FULL -> 2;
                                case SPOOL_ERROR -> 3;
                                case CRASH -> 4;
                                case SPOOL_CORRUPT -> 5;
                                case NOT_ON_WIRE -> 6;
                                case UNREDACTABLE -> 7;
                            });

    static final Codes<Change.Kind> CHANGE =
            new Codes<>(
                    "change",
                    Change.Kind.class,
                    kind ->
                            switch (kind) {
                                case REQUEST_FIELD_DROPPED -> 1;
                                case RESPONSE_FIELD_WITHHELD -> 2;
                                case RESENT -> 3;
                                case ERROR_EVENT_ADDED -> 4;
                                case REQUEST_FIELD_REPLACED -> 5;
                                case MODEL_REPLACED -> 6;
                                case RESPONSE_FIELD_ADDED -> 7;
                                case QUERY_PARAMETER_DROPPED -> 8;
                                case REDACTED_ON_RECORD -> 9;
                                case REDACTED_BEFORE_SENDING -> 10;
                                case FELL_BACK -> 11;
                                case DECODED_ON_RECORD -> 12;
                                case KEY_MASKED -> 13;
                            });

    private static final int HIGHEST = 127;

    private final String name;
    private final ToIntFunction<E> code;
    private final List<@Nullable E> members = new ArrayList<>();

    private Codes(String name, Class<E> list, ToIntFunction<E> code) {
        this.name = name;
        this.code = code;
        for (E member : EnumSet.allOf(list)) {
            int at = code.applyAsInt(member);
            while (members.size() <= at) {
                members.add(null);
            }
            if (at < 1 || at > HIGHEST || members.set(at, member) != null) {
                throw new IllegalStateException(
                        "the " + name + " " + member + " has the unusable code " + at);
            }
        }
    }

    int of(E member) {
        return code.applyAsInt(member);
    }

    /** The member of a code; throws {@link ByteSource.Malformed} where it stands for none. */
    E member(int number) {
        E member = number > 0 && number < members.size() ? members.get(number) : null;
        if (member == null) {
            throw new ByteSource.Malformed(
                    "the " + name + " " + number + " is not known to this program");
        }
        return member;
    }

    /** Reads a code as it is in records. */
    E read(ByteSource from) {
        return member(from.count(HIGHEST));
    }
}
