package dev.weir.gateway.console;

import dev.weir.core.access.Provider;
import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditSubject;
import dev.weir.core.control.Shape;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.people.Organisation;
import dev.weir.core.token.Caller;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Secret;
import dev.weir.core.vault.Sharing;
import dev.weir.gateway.control.Changes;
import dev.weir.gateway.vault.KeyCheck;
import dev.weir.gateway.vault.NewKey;
import dev.weir.gateway.vault.Rotations;
import dev.weir.gateway.vault.Vault;
import dev.weir.gateway.vault.VaultException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Provider keys: added, checked with their provider, shared, replaced, switched off, removed, and
 * rotated. What is given goes in and does not come out.
 */
final class KeyCalls {

    private final Control control;
    private final Vault vault;

    KeyCalls(Control control) {
        this.control = control;
        this.vault = control.vault();
    }

    void list(Call call, Route.Asked asked) throws IOException {
        List<ProviderKey> all =
                vault.list(asked.caller().organisation()).stream()
                        .filter(key -> sees(asked.caller(), key))
                        .toList();
        AdminJson.answer(call, 200, AdminJson.items(all, AdminJson::key));
    }

    private static boolean sees(Caller caller, ProviderKey key) {
        String user = caller.user();
        return caller.role().seesAll()
                || user != null && key.sharing().includes(user, caller.teams());
    }

    void one(Call call, Route.Asked asked) throws IOException {
        AdminJson.answer(call, 200, AdminJson.key(find(asked)));
    }

    private ProviderKey find(Route.Asked asked) throws IOException {
        String organisation = asked.caller().organisation();
        ProviderKey found = vault.find(organisation, asked.idText()).orElse(null);
        if (found == null) {
            found =
                    vault.list(organisation).stream()
                            .filter(key -> key.name().equals(asked.idText()))
                            .filter(key -> sees(asked.caller(), key))
                            .findFirst()
                            .orElse(null);
        }
        if (found == null || !sees(asked.caller(), found)) {
            throw new Refused(
                    ConsoleError.NOT_FOUND,
                    "there is no provider key '" + Parameters.shown(asked.idText()) + "'");
        }
        return found;
    }

    /** The key, where the caller may change it. */
    private ProviderKey mine(Route.Asked asked) throws IOException {
        ProviderKey key = find(asked);
        String owner = key.sharing().owner();
        boolean own = !owner.isEmpty() && owner.equals(asked.caller().user());
        // Who manages may switch off and remove a user's own key; nobody but the user gives it
        // away.
        if (!own && !asked.caller().role().manages()) {
            throw new Refused(ConsoleError.FORBIDDEN, "only an owner or admin changes this key");
        }
        return key;
    }

    /**
     * {@code name}, {@code provider}, {@code key}, {@code sharing}, {@code with}, {@code weight},
     * {@code field}, {@code check}.
     */
    void add(Call call, Route.Asked asked) throws IOException {
        Shape body = JsonBody.shape(call);
        Caller caller = asked.caller();
        String name = body.needed("name");
        Provider provider = provider(body);
        String text = body.needed("key");
        Sharing sharing = sharing(body, caller);
        int weight = (int) body.number("weight", 1, 0, ProviderKey.HEAVIEST);
        String fieldName = body.text("field");
        boolean check = body.flag("check", true);
        body.done();
        mayAdd(caller, sharing);
        Secret secret = Secret.ofText(text);
        try {
            NewKey wanted =
                    new NewKey(
                            caller.organisation(),
                            name,
                            provider.name(),
                            provider.dialect(),
                            Destination.of(provider.base()),
                            fieldName == null ? null : KeyField.named(fieldName),
                            sharing,
                            weight,
                            caller.user() == null ? "system" : caller.user());
            Checked checked = check ? checked(provider, vault.candidate(wanted, secret)) : SKIPPED;
            note(caller, AuditAction.KEY_CREATE, "", name);
            ProviderKey key = vault.add(wanted, secret, checked.at(), control.clock().get());
            control.publisher().reload();
            AdminJson.answer(
                    call, 201, AdminJson.key(key).with("check", JsonString.of(checked.words())));
        } catch (VaultException e) {
            throw refused(e);
        } catch (IllegalArgumentException e) {
            throw new Refused(ConsoleError.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private record Checked(@Nullable Instant at, String words) {}

    private static final Checked SKIPPED = new Checked(null, "skipped");

    private Checked checked(Provider provider, Injection injection) {
        KeyCheck.Result result = control.check().check(provider, injection);
        return switch (result.verdict()) {
            case ACCEPTED -> new Checked(control.clock().get(), "accepted");
            case UNKNOWN -> new Checked(null, "unknown: " + result.reason());
            case REJECTED ->
                    throw new Refused(
                            ConsoleError.BAD_REQUEST,
                            "the provider does not accept the key: "
                                    + result.reason()
                                    + "; \"check\": false stores it all the same");
        };
    }

    private Provider provider(Shape body) {
        String name = body.needed("provider");
        Provider provider = control.providers().find(name);
        if (provider == null) {
            throw body.fault(
                    "provider",
                    "there is no provider '"
                            + name
                            + "'; configured are "
                            + String.join(", ", control.providers().names()));
        }
        return provider;
    }

    private static Sharing sharing(Shape body, Caller caller) {
        String word = body.text("sharing");
        Set<String> with = body.texts("with");
        if (word == null) {
            word = caller.role().manages() ? "everyone" : "own";
        }
        String user = caller.user();
        try {
            return word.equals("own") && with.isEmpty() && user != null
                    ? new Sharing.Own(user)
                    : Sharing.of(word, with);
        } catch (IllegalArgumentException e) {
            throw body.fault("sharing", String.valueOf(e.getMessage()));
        }
    }

    private void mayAdd(Caller caller, Sharing sharing) {
        if (sharing instanceof Sharing.Own(String owner)) {
            Organisation organisation =
                    control.publisher().get().organisation(caller.organisation());
            if (!owner.equals(caller.user())) {
                throw new Refused(ConsoleError.FORBIDDEN, "nobody adds another user's own key");
            }
            if (organisation == null || !organisation.ownKeys() || !caller.role().calls()) {
                throw new Refused(
                        ConsoleError.FORBIDDEN,
                        "the organisation does not let users have provider keys of their own");
            }
        } else if (!caller.role().manages()) {
            throw new Refused(
                    ConsoleError.FORBIDDEN, "only an owner or admin adds keys for others");
        }
    }

    /**
     * {@code name}, {@code sharing}, {@code with}, {@code weight}, {@code disabled}: what is left
     * out stays.
     */
    void change(Call call, Route.Asked asked) throws IOException {
        ProviderKey key = mine(asked);
        Shape body = JsonBody.shape(call);
        String name = body.text("name");
        boolean shares = body.text("sharing") != null;
        Sharing sharing = shares ? sharing(body, asked.caller()) : key.sharing();
        Set<String> with = body.texts("with");
        int weight = (int) body.number("weight", key.weight(), 0, ProviderKey.HEAVIEST);
        boolean disabled = body.flag("disabled", key.disabled());
        body.done();
        if (!shares && !with.isEmpty()) {
            throw body.fault("with", "expected together with sharing");
        }
        boolean own = key.sharing() instanceof Sharing.Own;
        if (own != (sharing instanceof Sharing.Own)) {
            throw body.fault("sharing", "a user's own key stays that, and no other becomes one");
        }
        try {
            note(
                    asked.caller(),
                    disabled == key.disabled()
                            ? AuditAction.KEY_UPDATE
                            : disabled ? AuditAction.KEY_DISABLE : AuditAction.KEY_ENABLE,
                    key.id(),
                    key.name());
            ProviderKey changed =
                    vault.edit(
                            key.organisation(),
                            key.id(),
                            name == null ? key.name() : name,
                            sharing,
                            weight,
                            disabled);
            control.publisher().reload();
            AdminJson.answer(call, 200, AdminJson.key(changed));
        } catch (VaultException e) {
            throw refused(e);
        }
    }

    /** {@code key}, {@code check}: gives it another text. */
    void replace(Call call, Route.Asked asked) throws IOException {
        ProviderKey key = mine(asked);
        if (key.sharing() instanceof Sharing.Own(String owner)
                && !owner.equals(asked.caller().user())) {
            throw new Refused(ConsoleError.FORBIDDEN, "only its user replaces an own key");
        }
        Shape body = JsonBody.shape(call);
        String text = body.needed("key");
        boolean check = body.flag("check", true);
        body.done();
        Secret secret = Secret.ofText(text);
        try {
            Provider provider = control.providers().find(key.provider());
            Checked checked =
                    check && provider != null
                            ? checked(
                                    provider,
                                    new Injection(
                                            key.organisation(),
                                            key.id(),
                                            key.destination(),
                                            key.field(),
                                            secret))
                            : SKIPPED;
            note(asked.caller(), AuditAction.KEY_REPLACE, key.id(), key.name());
            ProviderKey replaced =
                    vault.replace(key.organisation(), key.id(), secret, checked.at());
            control.publisher().reload();
            AdminJson.answer(
                    call,
                    200,
                    AdminJson.key(replaced).with("check", JsonString.of(checked.words())));
        } catch (VaultException e) {
            throw refused(e);
        } catch (IllegalArgumentException e) {
            throw new Refused(ConsoleError.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Asks the provider whether it still accepts the key as it is stored. */
    void check(Call call, Route.Asked asked) throws IOException {
        ProviderKey key = mine(asked);
        JsonBody.shape(call).done();
        Provider provider = control.providers().find(key.provider());
        Credential stored = vault.credential(key.organisation(), key.id());
        if (provider == null || !(stored instanceof Credential.Ready ready)) {
            throw new Refused(
                    ConsoleError.CONFLICT,
                    provider == null
                            ? "the provider '" + key.provider() + "' is no longer configured"
                            : "the key is switched off or cannot be opened");
        }
        note(asked.caller(), AuditAction.KEY_CHECK, key.id(), key.name());
        KeyCheck.Result result = control.check().check(provider, ready.injection());
        try {
            ProviderKey checked =
                    switch (result.verdict()) {
                        case ACCEPTED ->
                                vault.checked(key.organisation(), key.id(), control.clock().get());
                        case REJECTED -> vault.checked(key.organisation(), key.id(), null);
                        case UNKNOWN -> key;
                    };
            String words =
                    switch (result.verdict()) {
                        case ACCEPTED -> "accepted";
                        case REJECTED -> "rejected: " + result.reason();
                        case UNKNOWN -> "unknown: " + result.reason();
                    };
            AdminJson.answer(call, 200, AdminJson.key(checked).with("check", JsonString.of(words)));
        } catch (VaultException e) {
            throw refused(e);
        }
    }

    void remove(Call call, Route.Asked asked) throws IOException {
        ProviderKey key = mine(asked);
        note(asked.caller(), AuditAction.KEY_DELETE, key.id(), key.name());
        try {
            vault.remove(key.organisation(), key.id());
        } catch (VaultException e) {
            throw refused(e);
        }
        control.publisher().reload();
        AdminJson.answer(call, 200, JsonObject.EMPTY);
    }

    /**
     * {@code new_kek}, {@code new_data_keys}: begins a rotation, or goes on with one, to its end.
     * Where there are several organisations, each renews its own data keys; the KEK is everybody's,
     * and nobody of one organisation changes it.
     */
    void rotate(Call call, Route.Asked asked) throws IOException {
        Shape body = JsonBody.shape(call);
        boolean newKek = body.flag("new_kek", false);
        boolean newDataKeys = body.flag("new_data_keys", false);
        body.done();
        Rotations rotations = vault.rotations();
        Instant now = control.clock().get();
        try {
            boolean shared = control.publisher().get().organisations().size() > 1;
            if (shared && (newKek || !newDataKeys)) {
                throw new Refused(
                        ConsoleError.FORBIDDEN,
                        "the key encryption key is that of all organisations; expected"
                                + " new_data_keys alone, which renews those of yours");
            }
            note(asked.caller(), AuditAction.KEY_ROTATE_BEGIN, "", "");
            if (!shared && rotations.pending().isEmpty() && (newKek || newDataKeys)) {
                rotations.begin(newKek, newDataKeys, now);
            }
            Rotations.Result result =
                    shared
                            ? rotations.renew(asked.caller().organisation(), now)
                            : rotations.run(now, _ -> true);
            note(asked.caller(), AuditAction.KEY_ROTATE_END, "", "");
            AdminJson.answer(
                    call,
                    200,
                    JsonObject.builder()
                            .add("done", JsonNumber.of(result.rotation().done()))
                            .add("failed", JsonNumber.of(result.rotation().failed()))
                            .add("ended", JsonBoolean.of(result.ended()))
                            .add("old_kek_needed", JsonBoolean.of(result.oldKekNeeded()))
                            .build());
        } catch (VaultException e) {
            throw refused(e);
        }
    }

    private void note(Caller caller, AuditAction action, String id, String name)
            throws IOException {
        Changes changes = control.changes();
        control.audit()
                .append(
                        AuditDraft.of(
                                caller.organisation(),
                                control.clock().get(),
                                changes.actor(caller),
                                action,
                                new AuditSubject("key", id, name)));
    }

    private static Refused refused(VaultException e) {
        ConsoleError error =
                switch (e.kind()) {
                    case NOT_FOUND -> ConsoleError.NOT_FOUND;
                    case NAME_TAKEN, CONFLICT, ROTATING -> ConsoleError.CONFLICT;
                    case TOO_MANY, INVALID, UNDECRYPTABLE, KEK -> ConsoleError.BAD_REQUEST;
                };
        return new Refused(error, String.valueOf(e.getMessage()));
    }
}
