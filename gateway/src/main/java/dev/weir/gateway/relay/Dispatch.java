package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.Origin;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * One sending of a request: where it goes, and what is made different for it.
 *
 * @param way where it goes
 * @param query the query without its question mark, empty for none
 * @param edits what is made different inside the body
 * @param ownCredentials false where the caller's credentials are taken off
 * @param injection Weir's credential, null for none
 * @param keyName what Weir's credential is called, for the record; null where that is not known
 * @param model the model as it is sent, null where it is the one asked for
 * @param plain bytes of the body that is sent in place of the one received, without content coding;
 *     -1 where it is the one received
 */
record Dispatch(
        Doors.Through way,
        @Nullable String query,
        List<Edit> edits,
        boolean ownCredentials,
        @Nullable Injection injection,
        @Nullable String keyName,
        @Nullable String model,
        long plain) {

    /** A request that goes as it came. */
    static Dispatch asItIs(RequestHead head, Doors.Through way) {
        boolean hasQuery = head.target().length() > head.path().length();
        return new Dispatch(
                way, hasQuery ? head.query() : null, List.of(), true, null, null, null, -1);
    }

    /** The target in origin form. */
    String target() {
        String path = way.upstreamPath();
        return query == null ? path : path + "?" + query;
    }

    /**
     * The fields to send.
     *
     * @param mayPass those of the client that may pass
     * @return null where the credential may not go to this place
     */
    @Nullable Headers fields(Headers mayPass) {
        Headers passed = ownCredentials ? mayPass : HeaderRules.withoutCredentials(mayPass);
        Injection key = injection;
        if (key == null && edits.isEmpty() && plain < 0) {
            return passed;
        }
        Headers.Builder fields = Headers.builder();
        long growth = BodyEditor.growth(edits);
        passed.forEach(
                (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.equals("content-length") && (growth != 0 || plain >= 0)) {
                        long base = plain >= 0 ? plain : Long.parseLong(value.strip());
                        fields.add(name, Long.toString(base + growth));
                    } else if (key != null && lower.equals(key.field().name())) {
                        return; // nothing of the caller's stands in the place of Weir's credential
                    } else if (plain < 0 || !lower.equals("content-encoding")) {
                        fields.add(name, value);
                    }
                });
        if (key != null) {
            Origin origin = way.provider().base();
            if (!key.apply(Destination.of(origin), fields::add)) {
                return null;
            }
        }
        return fields.build();
    }

    /** The id of Weir's credential, null for none. */
    @Nullable String key() {
        return injection == null ? null : injection.keyId();
    }

    /** Provider and key, for the record. */
    String place() {
        String name = way.provider().name();
        Injection key = injection;
        return key == null ? name : name + "/" + key.keyId();
    }

    /** Bytes of the body as it is sent. */
    long length(long received) {
        if (received <= 0) {
            return received;
        }
        return (plain >= 0 ? plain : received) + BodyEditor.growth(edits);
    }
}
