package dev.weir.testkit.control;

import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenHash;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** People and rules in memory; every call takes one lock. */
public final class InMemoryControlStore implements ControlStore {

    private record Place(String organisation, Kind kind, String id) {}

    private record Token(String organisation, String id) {}

    private record Identity(String issuer, String subject) {}

    private record Waiting(JsonObject value, Instant until) {}

    private final Map<Place, List<Document>> versions = new HashMap<>();
    private final Map<Place, Document> documents = new HashMap<>();
    private final Map<TokenHash, Grant> tokens = new LinkedHashMap<>();
    private final Map<Token, Instant> used = new HashMap<>();
    private final Map<Token, String> passwords = new HashMap<>();
    private final Map<String, Waiting> pending = new HashMap<>();
    private final Map<Identity, Holder> holders = new HashMap<>();
    private long revision = 1;

    @Override
    public synchronized Optional<Document> find(String organisation, Kind kind, String id) {
        return Optional.ofNullable(documents.get(new Place(organisation, kind, id)));
    }

    @Override
    public synchronized Optional<Document> named(String organisation, Kind kind, String name) {
        return list(organisation, kind).stream()
                .filter(one -> one.name().equals(name) && one.owner().isEmpty())
                .findFirst();
    }

    @Override
    public synchronized List<Document> list(String organisation, Kind kind) {
        return every(kind).stream().filter(one -> one.organisation().equals(organisation)).toList();
    }

    @Override
    public synchronized List<Document> versions(String organisation, Kind kind, String id) {
        return versions.getOrDefault(new Place(organisation, kind, id), List.of()).reversed();
    }

    @Override
    public synchronized Document put(Document document) throws Conflict {
        Place place = new Place(document.organisation(), document.kind(), document.id());
        Document before = documents.get(place);
        for (Document other : documents.values()) {
            boolean same =
                    other.kind() == document.kind()
                            && other.name().equals(document.name())
                            && (document.kind().namesAreGlobal()
                                    || other.organisation().equals(document.organisation())
                                            && other.owner().equals(document.owner()));
            if (same && !other.equals(before)) {
                throw new Conflict(true, "there is one of that name already");
            }
        }
        if ((before == null ? 0 : before.version()) != document.version()) {
            throw new Conflict(false, "it was changed by somebody else meanwhile");
        }
        Document next =
                new Document(
                        document.organisation(),
                        document.kind(),
                        document.id(),
                        document.owner(),
                        document.name(),
                        document.version() + 1,
                        document.body(),
                        Instant.ofEpochMilli(document.changedAt().toEpochMilli()),
                        document.changedBy());
        documents.put(place, next);
        versions.computeIfAbsent(place, _ -> new ArrayList<>()).add(next);
        revision++;
        return next;
    }

    @Override
    public synchronized boolean remove(
            String organisation, Kind kind, String id, Instant at, String by) {
        revision++;
        return documents.remove(new Place(organisation, kind, id)) != null;
    }

    @Override
    public synchronized List<Document> every(Kind kind) {
        return documents.values().stream()
                .filter(one -> one.kind() == kind)
                .sorted(
                        Comparator.comparing(Document::organisation)
                                .thenComparing(Document::name)
                                .thenComparing(Document::owner)
                                .thenComparing(Document::id))
                .toList();
    }

    @Override
    public synchronized void addToken(Grant grant, TokenHash hash) {
        tokens.put(hash, grant);
        revision++;
    }

    @Override
    public synchronized List<Grant> tokens(String organisation) {
        return tokens.values().stream()
                .filter(one -> one.organisation().equals(organisation))
                .sorted(Comparator.comparing(Grant::createdAt).reversed().thenComparing(Grant::id))
                .toList();
    }

    @Override
    public synchronized Optional<Grant> token(String organisation, String id) {
        return tokens(organisation).stream().filter(one -> one.id().equals(id)).findFirst();
    }

    @Override
    public synchronized Optional<Grant> everyToken(TokenHash hash) {
        return Optional.ofNullable(tokens.get(hash));
    }

    @Override
    public synchronized Map<TokenHash, Grant> everyToken(Instant now) {
        Instant weekAgo = now.minus(Duration.ofDays(7));
        Map<TokenHash, Grant> live = new LinkedHashMap<>(tokens);
        live.values()
                .removeIf(
                        one ->
                                one.revokedAt() != null && !one.revokedAt().isAfter(weekAgo)
                                        || one.isExpired(weekAgo));
        return live;
    }

    @Override
    public synchronized boolean revokeToken(String organisation, String id, Instant at) {
        revision++;
        boolean[] done = new boolean[1];
        tokens.replaceAll(
                (_, one) -> {
                    boolean it =
                            one.organisation().equals(organisation)
                                    && one.id().equals(id)
                                    && one.revokedAt() == null;
                    done[0] |= it;
                    return it ? with(one, one.expiresAt(), at) : one;
                });
        return done[0];
    }

    private static Grant with(Grant one, @Nullable Instant expires, @Nullable Instant revoked) {
        return new Grant(
                one.id(),
                one.organisation(),
                one.kind(),
                one.user(),
                one.team(),
                one.name(),
                one.lastFour(),
                one.scope(),
                one.capture(),
                one.createdAt(),
                expires,
                one.slides(),
                revoked);
    }

    @Override
    public synchronized void tokensUsed(String organisation, Map<String, Instant> at) {
        tokens.replaceAll(
                (_, one) -> {
                    Instant when = at.get(one.id());
                    Token token = new Token(one.organisation(), one.id());
                    Instant before = used.get(token);
                    if (when == null
                            || !one.organisation().equals(organisation)
                            || one.revokedAt() != null
                            || before != null && !before.isBefore(when)) {
                        return one;
                    }
                    used.put(token, when);
                    Duration slides = one.slides();
                    Instant end = slides == null ? null : when.plus(slides);
                    Instant now = one.expiresAt();
                    return end == null || now != null && now.isAfter(end)
                            ? one
                            : with(one, end, null);
                });
    }

    @Override
    public synchronized @Nullable Instant tokenUsed(String organisation, String id) {
        return used.get(new Token(organisation, id));
    }

    @Override
    public synchronized Optional<String> password(String organisation, String user) {
        return Optional.ofNullable(passwords.get(new Token(organisation, user)));
    }

    @Override
    public synchronized void setPassword(String organisation, String user, @Nullable String hash) {
        Token key = new Token(organisation, user);
        if (hash == null) {
            passwords.remove(key);
        } else {
            passwords.put(key, hash);
        }
    }

    @Override
    public synchronized Optional<Holder> everyHolder(String issuer, String subject) {
        return Optional.ofNullable(holders.get(new Identity(issuer, subject)));
    }

    @Override
    public synchronized void link(String issuer, String subject, Holder holder) {
        holders.put(new Identity(issuer, subject), holder);
    }

    @Override
    public synchronized Set<String> linked(String organisation) {
        Set<String> users = new HashSet<>();
        for (Holder holder : holders.values()) {
            if (holder.organisation().equals(organisation)) {
                users.add(holder.user());
            }
        }
        return users;
    }

    @Override
    public synchronized void putPending(String key, JsonObject value, Instant until) {
        pending.put(key, new Waiting(value, until));
    }

    @Override
    public synchronized Optional<JsonObject> pending(String key, Instant now) {
        return Optional.ofNullable(pending.get(key))
                .filter(one -> one.until().isAfter(now))
                .map(Waiting::value);
    }

    @Override
    public synchronized Optional<JsonObject> takePending(String key, Instant now) {
        Optional<JsonObject> found = pending(key, now);
        pending.remove(key);
        return found;
    }

    @Override
    public synchronized long revision() {
        return revision;
    }
}
