package dev.weir.core.exchange;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What Weir itself knows and decided about an exchange, besides what passed.
 *
 * @param organisation whose it is
 * @param user id of the user whose token was shown, null where it was nobody's
 * @param userName what the user signs in with, for people; null where there is no user
 * @param teams ids of the teams that it counts for, the one first that it is put down to
 * @param token id of the token, null on a Weir without sign-in
 * @param tokenName what it was called then, for people; null where there is none
 * @param route name of the route that it took, null for none
 * @param key id of the provider key that was sent, null where the caller's own credentials passed
 * @param keyName what it was called then, for people; null where there is none
 * @param sentModel the model as it was sent, null where it is the one that was asked for
 * @param rulings what policies and limits said
 * @param edits what was made different inside the request body before it was sent, by place
 * @param measured what was read from bodies that are not kept; empty where they are
 */
public record GatewayFacts(
        String organisation,
        @Nullable String user,
        @Nullable String userName,
        List<String> teams,
        @Nullable String token,
        @Nullable String tokenName,
        @Nullable String route,
        @Nullable String key,
        @Nullable String keyName,
        @Nullable String sentModel,
        List<Ruling> rulings,
        List<Edit> edits,
        JsonObject measured) {

    /** Nobody in particular called and nothing was decided. */
    public static final GatewayFacts LOCAL =
            new GatewayFacts(
                    "local",
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    JsonObject.EMPTY);

    /** Narrows a listing to an organisation's exchanges; see {@link Exchange#marks}. */
    public static Tag ofOrganisation(String organisation) {
        return new Tag("\u0001organisation", organisation);
    }

    /** Narrows a listing to a user's exchanges. */
    public static Tag ofUser(String user) {
        return new Tag("\u0001user", user);
    }

    public GatewayFacts {
        teams = List.copyOf(teams);
        rulings = List.copyOf(rulings);
        edits = List.copyOf(edits);
    }

    /**
     * What one rule said.
     *
     * @param rule its name, such as {@code policy:no-preview-models} or {@code limit:team-day}
     * @param version which version of it, 0 where it has none
     * @param effect what came of it, the word of an {@link Effect}
     * @param reason a sentence without a full stop
     */
    public record Ruling(String rule, int version, String effect, String reason) {

        /** A ruling with one of the known effects. */
        public Ruling(String rule, int version, Effect effect, String reason) {
            this(rule, version, effect.word(), reason);
        }
    }

    /**
     * A piece of the request body that was sent as another. What was sent is the body as it is
     * kept, without its content codings, with every edit made.
     *
     * @param offset where it began in the body as it is kept
     * @param length how many bytes it had
     * @param replacement what was sent instead
     * @param rule the name of the rule that wanted it
     */
    public record Edit(long offset, int length, String replacement, String rule) {}

    /** The same with what was read from bodies that are not kept. */
    public GatewayFacts withMeasured(JsonObject read) {
        return new GatewayFacts(
                organisation,
                user,
                userName,
                teams,
                token,
                tokenName,
                route,
                key,
                keyName,
                sentModel,
                rulings,
                edits,
                read);
    }

    /** The same with other edits and with more rulings. */
    public GatewayFacts with(List<Edit> newEdits, List<Ruling> more) {
        List<Ruling> all = new ArrayList<>(rulings);
        all.addAll(more);
        return new GatewayFacts(
                organisation,
                user,
                userName,
                teams,
                token,
                tokenName,
                route,
                key,
                keyName,
                sentModel,
                all,
                newEdits,
                measured);
    }

    /** The same where it went with another key and under another name in the end. */
    public GatewayFacts withSent(
            @Nullable String newKey, @Nullable String newKeyName, @Nullable String newModel) {
        return new GatewayFacts(
                organisation,
                user,
                userName,
                teams,
                token,
                tokenName,
                route,
                newKey,
                newKeyName,
                newModel,
                rulings,
                edits,
                measured);
    }

    /** As JSON text; null for {@link #LOCAL}, which is not written. */
    public @Nullable String write() {
        if (equals(LOCAL)) {
            return null;
        }
        JsonObject.Builder json = JsonObject.builder().add("org", JsonString.of(organisation));
        add(json, "user", user);
        add(json, "user_name", userName);
        if (!teams.isEmpty()) {
            json.add("teams", JsonArray.of(teams.stream().map(JsonString::of).toList()));
        }
        add(json, "token", token);
        add(json, "token_name", tokenName);
        add(json, "route", route);
        add(json, "key", key);
        add(json, "key_name", keyName);
        add(json, "sent_model", sentModel);
        if (!rulings.isEmpty()) {
            List<Json> all = new ArrayList<>();
            for (Ruling ruling : rulings) {
                all.add(
                        JsonObject.builder()
                                .add("rule", JsonString.of(ruling.rule()))
                                .add("version", JsonNumber.of(ruling.version()))
                                .add("effect", JsonString.of(ruling.effect()))
                                .add("reason", JsonString.of(ruling.reason()))
                                .build());
            }
            json.add("rulings", JsonArray.of(all));
        }
        if (!edits.isEmpty()) {
            List<Json> all = new ArrayList<>();
            for (Edit edit : edits) {
                all.add(
                        JsonObject.builder()
                                .add("offset", JsonNumber.of(edit.offset()))
                                .add("length", JsonNumber.of(edit.length()))
                                .add("replacement", JsonString.of(edit.replacement()))
                                .add("rule", JsonString.of(edit.rule()))
                                .build());
            }
            json.add("edits", JsonArray.of(all));
        }
        if (!measured.isEmpty()) {
            json.add("measured", measured);
        }
        return json.build().write();
    }

    private static void add(JsonObject.Builder json, String name, @Nullable String value) {
        if (value != null) {
            json.add(name, JsonString.of(value));
        }
    }

    /**
     * Reads what {@link #write} wrote; null gives {@link #LOCAL}.
     *
     * @throws IllegalArgumentException where the text is none of its
     */
    public static GatewayFacts read(@Nullable String text) {
        if (text == null) {
            return LOCAL;
        }
        JsonObject json = JsonReader.read(text).object();
        String organisation = json == null ? null : json.text("org");
        if (json == null || organisation == null) {
            throw new IllegalArgumentException("facts of the gateway that are none");
        }
        List<Ruling> rulings = new ArrayList<>();
        for (Json one : json.array("rulings")) {
            rulings.add(
                    new Ruling(
                            one.textOrEmpty("rule"),
                            (int) number(one, "version"),
                            one.textOrEmpty("effect"),
                            one.textOrEmpty("reason")));
        }
        List<Edit> edits = new ArrayList<>();
        for (Json one : json.array("edits")) {
            edits.add(
                    new Edit(
                            number(one, "offset"),
                            (int) number(one, "length"),
                            one.textOrEmpty("replacement"),
                            one.textOrEmpty("rule")));
        }
        return new GatewayFacts(
                organisation,
                json.text("user"),
                json.text("user_name"),
                json.array("teams").texts(),
                json.text("token"),
                json.text("token_name"),
                json.text("route"),
                json.text("key"),
                json.text("key_name"),
                json.text("sent_model"),
                rulings,
                edits,
                json.object("measured"));
    }

    private static long number(Json json, String name) {
        Long number = json.integer(name);
        return number == null ? 0 : number;
    }
}
