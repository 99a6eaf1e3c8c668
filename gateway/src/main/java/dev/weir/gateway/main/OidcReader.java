package dev.weir.gateway.main;

import dev.weir.core.access.Origin;
import dev.weir.core.people.Role;
import dev.weir.core.vault.Secret;
import dev.weir.gateway.oidc.OidcOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads the section {@code oidc}. */
final class OidcReader {

    private OidcReader() {}

    /**
     * What the section says; null where it names no issuer.
     *
     * @param domains the mail domains, read already
     * @param secretFile the file with the client's secret, null for none
     */
    static @Nullable OidcOptions read(
            Map<String, Setting> settings,
            Map<String, String> environment,
            Set<String> domains,
            @Nullable Path secretFile)
            throws ConfigurationException {
        Setting issuer = settings.get(ConfigurationKey.OIDC_ISSUER.path());
        if (issuer == null) {
            for (Setting setting : settings.values()) {
                if (setting.path().startsWith("oidc.")) {
                    throw setting.wrong("expected oidc.issuer beside it");
                }
            }
            return null;
        }
        Setting client = settings.get(ConfigurationKey.OIDC_CLIENT_ID.path());
        if (client == null || client.text().isBlank()) {
            throw issuer.wrong("expected oidc.client_id beside it");
        }
        String groups = text(settings, ConfigurationKey.OIDC_GROUPS_CLAIM);
        String claim = text(settings, ConfigurationKey.OIDC_ROLES_CLAIM);
        return new OidcOptions(
                issuer(issuer),
                Objects.requireNonNullElse(
                        text(settings, ConfigurationKey.OIDC_NAME),
                        String.valueOf(ConfigurationKey.OIDC_NAME.standard())),
                client.text(),
                secret(settings, environment, secretFile),
                List.of(
                        Objects.requireNonNullElse(
                                        text(settings, ConfigurationKey.OIDC_SCOPES),
                                        String.valueOf(ConfigurationKey.OIDC_SCOPES.standard()))
                                .strip()
                                .split("\\s+")),
                domains,
                groups,
                claim == null ? groups : claim,
                roles(settings.get(ConfigurationKey.OIDC_ROLES.path())));
    }

    private static @Nullable String text(Map<String, Setting> settings, ConfigurationKey key) {
        Setting setting = settings.get(key.path());
        return setting == null || setting.text().isBlank() ? null : setting.text().strip();
    }

    /** With TLS, but on this machine: whoever answers for it says who people are. */
    private static URI issuer(Setting setting) throws ConfigurationException {
        try {
            URI uri = URI.create(setting.text().strip());
            String host = uri.getHost();
            boolean plain =
                    uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null;
            if (host != null && plain) {
                if ("https".equals(uri.getScheme())
                        || "http".equals(uri.getScheme())
                                && new Origin(false, host.toLowerCase(Locale.ROOT), 80, "")
                                        .isLoopback()) {
                    return uri;
                }
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw setting.wrong("expected an https URL");
    }

    private static @Nullable Secret secret(
            Map<String, Setting> settings, Map<String, String> environment, @Nullable Path file)
            throws ConfigurationException {
        Setting variable = settings.get(ConfigurationKey.OIDC_CLIENT_SECRET_VARIABLE.path());
        Setting named = settings.get(ConfigurationKey.OIDC_CLIENT_SECRET_FILE.path());
        if (variable != null && named != null) {
            throw named.wrong("expected this or oidc.client_secret_variable, not both");
        }
        if (variable != null) {
            String value = environment.getOrDefault(variable.text(), "").strip();
            if (value.isEmpty()) {
                throw variable.wrong("the variable has no value here");
            }
            return Secret.ofText(value);
        }
        if (named == null || file == null) {
            return null;
        }
        try {
            String value = Files.readString(file).strip();
            if (value.isEmpty()) {
                throw named.wrong("the file is empty");
            }
            return Secret.ofText(value);
        } catch (IOException e) {
            throw named.wrong("the file cannot be read");
        }
    }

    private static List<Map.Entry<String, Role>> roles(@Nullable Setting setting)
            throws ConfigurationException {
        List<Map.Entry<String, Role>> roles = new ArrayList<>();
        for (String one : setting == null ? List.<String>of() : setting.values()) {
            int equals = one.lastIndexOf('=');
            Role role = equals < 1 ? null : Role.parse(one.substring(equals + 1).strip());
            if (setting != null && role == null) {
                throw setting.wrong("expected VALUE=ROLE with owner, admin, member or auditor");
            }
            if (role != null) {
                roles.add(Map.entry(one.substring(0, equals).strip(), role));
            }
        }
        return roles;
    }
}
