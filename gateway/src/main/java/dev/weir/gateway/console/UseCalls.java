package dev.weir.gateway.console;

import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject;
import dev.weir.core.pricing.Cost;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.gateway.limits.Use;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How much of limits is used. Who sees all sees it of everything; others of themselves, their teams
 * and the token that they ask with.
 */
final class UseCalls {

    private final Control control;

    UseCalls(Control control) {
        this.control = control;
    }

    void list(Call call, Route.Asked asked) throws IOException {
        Caller caller = asked.caller();
        List<Use> all =
                control.uses().apply(caller.organisation()).stream()
                        .filter(use -> !use.rule().id().equals(LimitRule.DEFAULT_FOR_KEYS))
                        .filter(use -> sees(caller, use.subject()))
                        .toList();
        AdminJson.answer(call, 200, AdminJson.items(all, UseCalls::json));
    }

    private static boolean sees(Caller caller, Subject subject) {
        Grant grant = caller.grant();
        return caller.role().seesAll()
                || switch (subject.kind()) {
                    case USER -> subject.id().equals(caller.user());
                    case TEAM -> caller.teams().contains(subject.id());
                    case KEY -> grant != null && subject.id().equals(grant.id());
                    case ORGANISATION, ROUTE, CREDENTIAL -> false;
                };
    }

    private static JsonObject json(Use use) {
        Quantity quantity = use.rule().quantity();
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("limit", JsonString.of(use.rule().id()))
                        .add(
                                "subject",
                                JsonObject.builder()
                                        .add("kind", JsonString.of(use.subject().kind().word()))
                                        .add("id", JsonString.of(use.subject().id()))
                                        .build())
                        .add("amount", JsonString.of(text(quantity, use.limit())))
                        .add("used", JsonString.of(text(quantity, use.used())))
                        .add("reserved", JsonString.of(text(quantity, use.reserved())))
                        .add("percent", JsonNumber.of(percent(use)));
        AdminJson.time(json, "resets_at", use.resets());
        return json.build();
    }

    private static String text(Quantity quantity, long units) {
        return quantity == Quantity.SPEND
                ? Cost.dollars(units).stripTrailingZeros().toPlainString()
                : Long.toString(units);
    }

    /** Of what is used and reserved; 100 where nothing is allowed at all. */
    private static long percent(Use use) {
        if (use.limit() == 0) {
            return 100;
        }
        return BigDecimal.valueOf(use.used())
                .add(BigDecimal.valueOf(use.reserved()))
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(use.limit()), 0, RoundingMode.DOWN)
                .max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(1_000))
                .longValue();
    }
}
