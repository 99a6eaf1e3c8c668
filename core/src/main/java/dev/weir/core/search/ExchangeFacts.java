package dev.weir.core.search;

import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What the record of an exchange alone says, before anything is derived from its bodies: no
 * answered model, tokens, cost, stop reason, tool calls, session but the stated one, and no texts.
 */
public record ExchangeFacts(Exchange exchange) implements Facts {

    @Override
    public List<Value> values(Field field) {
        return switch (field) {
            case ID -> name(exchange.id().toString());
            case AT -> List.of(new Value.Time(exchange.startedAt()));
            case PROVIDER -> name(exchange.provider());
            case MODEL, REQUESTED_MODEL -> name(exchange.requestedModel());
            case DIALECT -> name(exchange.dialect().word());
            case PATH -> name(exchange.path());
            case STATUS ->
                    exchange.status() == 0
                            ? List.of()
                            : List.of(new Value.Whole(exchange.status()));
            case OUTCOME -> name(exchange.outcome().word());
            case REASON -> name(exchange.end().word());
            case ERROR -> name(exchange.errorCode());
            case STREAM -> List.of(new Value.Flag(exchange.stream()));
            case USER -> tag("user");
            case TEAM -> tag("team");
            case CLIENT -> tag("tool");
            case SESSION -> tag("session");
            case REPO -> tag("repo");
            case BRANCH -> tag("branch");
            case TAG -> tags();
            case ROUTE -> name(exchange.gateway().route());
            case KEY -> name(exchange.gateway().keyName(), exchange.gateway().key());
            case TOKEN -> name(exchange.gateway().tokenName(), exchange.gateway().token());
            case POLICY -> rules("policy:", null);
            case LIMIT -> rules("limit:", null);
            case REFUSED -> rules("", Effect.REFUSED);
            case WOULD_REFUSE -> rules("", Effect.WOULD_REFUSE);
            case WARNED -> rules("", Effect.WARNED);
            case REDACTED -> rules("", Effect.REDACTED);
            case WOULD_REDACT -> rules("", Effect.WOULD_REDACT);
            case DURATION -> nanos(exchange.timeline().closed());
            case TTFT -> nanos(exchange.timeline().firstToken());
            case REQUEST_BYTES -> List.of(new Value.Whole(exchange.requestBody().length()));
            case RESPONSE_BYTES -> List.of(new Value.Whole(exchange.responseBody().length()));
            case HAS -> has();
            case ANSWERED_MODEL,
                    ENDPOINT,
                    TOOL,
                    CLIENT_VERSION,
                    THREAD,
                    KIND,
                    COST,
                    PRICED,
                    INPUT,
                    OUTPUT,
                    CACHE_READ,
                    CACHE_WRITE,
                    REASONING,
                    TOTAL,
                    STOP,
                    READING ->
                    List.of();
        };
    }

    @Override
    public List<String> texts(Scope place) {
        return List.of();
    }

    private static List<Value> name(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(new Value.Name(text));
    }

    private static List<Value> nanos(long nanos) {
        return nanos == Timeline.NEVER ? List.of() : List.of(new Value.Whole(nanos));
    }

    private List<Value> tag(String key) {
        List<Value> values = new ArrayList<>();
        for (Tag tag : exchange.tags()) {
            if (tag.key().equals(key)) {
                values.addAll(name(tag.value()));
            }
        }
        return values;
    }

    private List<Value> tags() {
        List<Value> values = new ArrayList<>();
        for (Tag tag : exchange.tags()) {
            values.add(new Value.Name(tag.toString()));
        }
        return values;
    }

    private static List<Value> name(@Nullable String name, @Nullable String id) {
        return name(name != null ? name : id);
    }

    /** The names of rules of a kind, or with an effect. */
    private List<Value> rules(String kind, @Nullable Effect effect) {
        List<Value> values = new ArrayList<>();
        for (GatewayFacts.Ruling ruling : exchange.gateway().rulings()) {
            if (ruling.rule().startsWith(kind)
                    && (effect == null || effect.word().equals(ruling.effect()))) {
                values.addAll(name(ruling.rule().substring(ruling.rule().indexOf(':') + 1)));
            }
        }
        return values;
    }

    private List<Value> has() {
        List<Value> values = new ArrayList<>();
        if (exchange.errorCode() != null) {
            values.add(new Value.Name("error"));
        }
        if (!exchange.losses().isEmpty()) {
            values.add(new Value.Name("loss"));
        }
        return values;
    }
}
