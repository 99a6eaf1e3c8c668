package dev.weir.gateway.oidc;

import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditActor;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditSubject;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.ControlStore.Holder;
import dev.weir.core.control.Document;
import dev.weir.core.control.Documents;
import dev.weir.core.control.Kind;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.gateway.control.Ids;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the user whom an identity belongs to, or makes one. The identity is issuer and subject; an
 * address counts once, to find somebody who was added before the first sign-in, and only where the
 * identity provider has verified it. Teams and role follow the identity provider where it is
 * configured to say them.
 */
final class Newcomers {

    private final OidcOptions options;
    private final ControlStore store;
    private final AuditTrail audit;
    private final SecureRandom random;
    private final Supplier<Instant> clock;

    Newcomers(
            OidcOptions options,
            ControlStore store,
            AuditTrail audit,
            SecureRandom random,
            Supplier<Instant> clock) {
        this.options = options;
        this.store = store;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /** The user; made or changed where that is due. */
    Holder find(Claims claims) throws IOException, OidcException {
        allowed(claims);
        try {
            Document user = known(claims);
            if (user == null) {
                user = bySecuredAddress(claims);
            }
            return user == null ? make(claims) : follow(user, claims);
        } catch (ControlStore.Conflict e) {
            throw new OidcException(
                    false, "your account was changed at the same moment; sign in again");
        }
    }

    private void allowed(Claims claims) throws OidcException {
        if (options.domains().isEmpty()) {
            return;
        }
        int at = claims.email().lastIndexOf('@');
        if (at < 0 || !options.domains().contains(claims.email().substring(at + 1))) {
            throw new OidcException(
                    false,
                    claims.email().isEmpty()
                            ? "the identity provider has not verified your e-mail address"
                            : "people of your mail domain do not sign in here");
        }
    }

    private @Nullable Document known(Claims claims) throws IOException {
        Optional<Holder> holder = store.everyHolder(claims.issuer(), claims.subject());
        return holder.isEmpty()
                ? null
                : store.find(holder.get().organisation(), Kind.USER, holder.get().user())
                        .orElse(null);
    }

    /** Somebody who was added by hand and signs in this way for the first time. */
    private @Nullable Document bySecuredAddress(Claims claims) throws IOException, OidcException {
        if (claims.email().isEmpty()) {
            throw new OidcException(
                    false, "the identity provider has not verified your e-mail address");
        }
        Document found =
                store.every(Kind.USER).stream()
                        .filter(one -> one.name().equals(claims.email()))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            return null;
        }
        if (store.linked(found.organisation()).contains(found.id())) {
            // The address has passed to somebody else; what was the former holder's has not.
            throw new OidcException(
                    false, "your address belongs to another identity; ask an administrator");
        }
        link(claims, found);
        return found;
    }

    private Holder make(Claims claims) throws IOException, OidcException, ControlStore.Conflict {
        List<Document> organisations = store.every(Kind.ORGANISATION);
        if (organisations.size() != 1) {
            throw new OidcException(false, "this gateway has not been set up");
        }
        String organisation = organisations.getFirst().organisation();
        Role role = role(claims);
        JsonObject.Builder body = JsonObject.builder();
        if (!claims.name().isEmpty()) {
            body.add("name", JsonString.of(oneLine(claims.name())));
        }
        body.add("role", JsonString.of((role == null ? Role.MEMBER : role).word()));
        if (options.groupsClaim() != null) {
            body.add("teams", teams(organisation, claims));
        }
        Document fresh =
                new Document(
                        organisation,
                        Kind.USER,
                        Ids.make("usr_", random),
                        "",
                        claims.email(),
                        0,
                        body.build(),
                        clock.get(),
                        "system");
        Documents.user(fresh);
        note(AuditAction.USER_CREATE, fresh, JsonObject.EMPTY, fresh.body());
        store.put(fresh);
        link(claims, fresh);
        return new Holder(organisation, fresh.id());
    }

    private static String oneLine(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }

    private void link(Claims claims, Document user) throws IOException {
        JsonObject identity =
                JsonObject.builder()
                        .add("issuer", JsonString.of(claims.issuer()))
                        .add("subject", JsonString.of(claims.subject()))
                        .build();
        note(AuditAction.USER_UPDATE, user, JsonObject.EMPTY, identity);
        store.link(claims.issuer(), claims.subject(), new Holder(user.organisation(), user.id()));
    }

    /** Teams and role as the identity provider says now. */
    private Holder follow(Document user, Claims claims) throws IOException, ControlStore.Conflict {
        Holder holder = new Holder(user.organisation(), user.id());
        JsonObject.Builder body = user.body().toBuilder();
        if (options.groupsClaim() != null) {
            body.set("teams", teams(user.organisation(), claims));
        }
        if (!options.roles().isEmpty()) {
            Role role = role(claims);
            Role next = role == null ? Role.MEMBER : role;
            if (next == Role.OWNER || !isLastOwner(user)) {
                body.set("role", JsonString.of(next.word()));
            }
        }
        JsonObject after = body.build();
        if (after.equals(user.body())) {
            return holder;
        }
        Document changed =
                new Document(
                        user.organisation(),
                        user.kind(),
                        user.id(),
                        user.owner(),
                        user.name(),
                        user.version(),
                        after,
                        clock.get(),
                        "system");
        User before = Documents.user(user);
        User now = Documents.user(changed);
        if (before.role() == now.role() && before.teams().equals(now.teams())) {
            return holder;
        }
        note(
                before.role() == now.role() ? AuditAction.USER_UPDATE : AuditAction.USER_ROLE,
                changed,
                user.body(),
                after);
        store.put(changed);
        return holder;
    }

    private boolean isLastOwner(Document user) throws IOException {
        if (Documents.user(user).role() != Role.OWNER) {
            return false;
        }
        for (Document other : store.list(user.organisation(), Kind.USER)) {
            User read = Documents.user(other);
            if (!other.id().equals(user.id()) && read.role() == Role.OWNER && !read.disabled()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Role role(Claims claims) {
        for (Map.Entry<String, Role> each : options.roles()) {
            if (claims.roles().contains(each.getKey())) {
                return each.getValue();
            }
        }
        return null;
    }

    /** Ids of the teams that have the names of groups. */
    private Json teams(String organisation, Claims claims) throws IOException {
        return JsonArray.of(
                store.list(organisation, Kind.TEAM).stream()
                        .filter(team -> claims.groups().contains(team.name()))
                        .map(Document::id)
                        .sorted()
                        .map(JsonString::of)
                        .toList());
    }

    private void note(AuditAction action, Document user, JsonObject before, JsonObject after)
            throws IOException {
        audit.append(
                new AuditDraft(
                        user.organisation(),
                        clock.get(),
                        AuditActor.SYSTEM,
                        action,
                        new AuditSubject(Kind.USER.word(), user.id(), user.name()),
                        before,
                        after));
    }
}
