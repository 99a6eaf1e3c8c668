package dev.weir.gateway.console;

import dev.weir.core.audit.AuditEntry;
import dev.weir.core.control.Document;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.vault.ProviderKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** People, keys and rules as the API gives them. What is absent is left out. */
final class AdminJson {

    private AdminJson() {}

    static void answer(Call call, int status, JsonObject json) throws IOException {
        call.answer(
                status,
                dev.weir.gateway.console.Json.TYPE,
                json.write().getBytes(StandardCharsets.UTF_8));
    }

    static <T> JsonObject items(List<T> all, Function<T, JsonObject> one) {
        return JsonObject.of("items", JsonArray.of(all.stream().map(one).toList()));
    }

    static JsonObject document(Document document) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("id", JsonString.of(document.id()))
                        .add("name", JsonString.of(document.name()))
                        .add("version", JsonNumber.of(document.version()))
                        .add("changed_at", JsonString.of(document.changedAt().toString()))
                        .add("changed_by", JsonString.of(document.changedBy()));
        if (!document.owner().isEmpty()) {
            json.add("owner", JsonString.of(document.owner()));
        }
        return json.add("spec", document.body()).build();
    }

    static JsonObject grant(Grant grant, @Nullable Instant used) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("id", JsonString.of(grant.id()))
                        .add("kind", JsonString.of(grant.kind().word()))
                        .add("name", JsonString.of(grant.name()))
                        .add("last_four", JsonString.of(grant.lastFour()));
        text(json, "user", grant.user());
        text(json, "team", grant.team());
        if (!grant.scope().isAll()) {
            json.add("scope", scope(grant.scope()));
        }
        json.add("capture", JsonString.of(grant.capture().toString()))
                .add("created_at", JsonString.of(grant.createdAt().toString()));
        time(json, "expires_at", grant.expiresAt());
        time(json, "revoked_at", grant.revokedAt());
        time(json, "used_at", used);
        return json.build();
    }

    private static JsonObject scope(Scope scope) {
        JsonObject.Builder json = JsonObject.builder();
        texts(json, "routes", scope.routes());
        texts(json, "models", scope.models());
        texts(json, "paths", scope.paths());
        return json.build();
    }

    static JsonObject key(ProviderKey key) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("id", JsonString.of(key.id()))
                        .add("name", JsonString.of(key.name()))
                        .add("provider", JsonString.of(key.provider()))
                        .add("destination", JsonString.of(key.destination().toString()))
                        .add("field", JsonString.of(key.field().name()))
                        .add("sharing", JsonString.of(key.sharing().word()));
        texts(json, "with", key.sharing().with());
        json.add("weight", JsonNumber.of(key.weight()))
                .add("version", JsonNumber.of(key.version()))
                .add("last_four", JsonString.of(key.lastFour()))
                .add("created_at", JsonString.of(key.createdAt().toString()))
                .add("created_by", JsonString.of(key.createdBy()))
                .add("disabled", JsonBoolean.of(key.disabled()));
        time(json, "checked_at", key.checkedAt());
        return json.build();
    }

    static JsonObject entry(AuditEntry entry) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("seq", JsonNumber.of(entry.seq()))
                        .add("at", JsonString.of(entry.at().toString()))
                        .add(
                                "actor",
                                JsonObject.builder()
                                        .add("kind", JsonString.of(entry.actorKind()))
                                        .add("id", JsonString.of(entry.actorId()))
                                        .add("name", JsonString.of(entry.actorName()))
                                        .build())
                        .add("action", JsonString.of(entry.action()))
                        .add(
                                "subject",
                                JsonObject.builder()
                                        .add("kind", JsonString.of(entry.subjectKind()))
                                        .add("id", JsonString.of(entry.subjectId()))
                                        .add("name", JsonString.of(entry.subjectName()))
                                        .build());
        state(json, "before", entry.before());
        state(json, "after", entry.after());
        return json.add("hash", JsonString.of(entry.hash())).build();
    }

    private static void state(JsonObject.Builder json, String name, String text) {
        if (!text.isEmpty()) {
            Json value = JsonReader.read(text).value();
            json.add(name, value == null ? JsonString.of(text) : value);
        }
    }

    static void text(JsonObject.Builder json, String name, @Nullable String value) {
        if (value != null) {
            json.add(name, JsonString.of(value));
        }
    }

    static void time(JsonObject.Builder json, String name, @Nullable Instant value) {
        if (value != null) {
            json.add(name, JsonString.of(value.toString()));
        }
    }

    private static void texts(JsonObject.Builder json, String name, Collection<String> texts) {
        if (!texts.isEmpty()) {
            json.add(name, JsonArray.of(texts.stream().sorted().map(JsonString::of).toList()));
        }
    }
}
