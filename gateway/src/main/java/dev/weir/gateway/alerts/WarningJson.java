package dev.weir.gateway.alerts;

import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Warning;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A warning as it is told: members for programs, and {@code text} for chats that show one. */
final class WarningJson {

    private WarningJson() {}

    static JsonObject of(Warning warning, @Nullable String name, Instant at) {
        LimitRule rule = warning.rule();
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("type", JsonString.of("limit.soft_level"))
                        .add("text", JsonString.of(warning.message(name)))
                        .add("at", JsonString.of(at.toString()))
                        .add("organisation", JsonString.of(rule.organisation()))
                        .add("limit", JsonString.of(rule.id()))
                        .add("limit_name", JsonString.of(rule.name()))
                        .add("subject_kind", JsonString.of(warning.whose().kind().word()))
                        .add("subject", JsonString.of(warning.whose().id()))
                        .add("quantity", JsonString.of(rule.quantity().word()))
                        .add("amount", JsonString.of(rule.amount().toPlainString()))
                        .add("level", JsonNumber.of(warning.level()))
                        .add("used", JsonNumber.of(warning.used()));
        Instant resets = warning.resets();
        if (resets != null) {
            json.add("resets", JsonString.of(resets.toString()));
        }
        return json.build();
    }
}
