package dev.weir.gateway.console;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes the schemas of the OpenAPI file as TypeScript types, for checking the web console. */
final class ApiTypes {

    private static final String HEAD =
            """
            // Made from openapi.json by WebTypesTest (-Dweir.write=true writes it): what the API answers.

            """;

    private ApiTypes() {}

    static String of(JsonNode api) {
        StringBuilder out = new StringBuilder(HEAD);
        JsonNode schemas = api.path("components").path("schemas");
        for (String name : new TreeSet<>(schemas.propertyNames())) {
            out.append("export type ")
                    .append(name)
                    .append(" = ")
                    .append(type(schemas.path(name), ""))
                    .append(";\n\n");
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static String type(JsonNode schema, String indent) {
        if (schema.isBoolean() || schema.isEmpty()) {
            return "any";
        }
        String ref = schema.path("$ref").asString("");
        if (!ref.isEmpty()) {
            return ref.substring(ref.lastIndexOf('/') + 1);
        }
        for (String union : List.of("anyOf", "oneOf")) {
            if (schema.has(union)) {
                return joined(schema.path(union), " | ", indent);
            }
        }
        if (schema.has("allOf")) {
            return joined(schema.path("allOf"), " & ", indent);
        }
        if (schema.has("enum")) {
            List<String> words = new ArrayList<>();
            schema.path("enum").forEach(word -> words.add(literal(word)));
            return String.join(" | ", words);
        }
        if (schema.has("const")) {
            return literal(schema.path("const"));
        }
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> types.add(single(one.asString(), schema, indent)));
        } else {
            types.add(single(type.asString(""), schema, indent));
        }
        return String.join(" | ", types);
    }

    private static String literal(JsonNode word) {
        return word.isString() ? "'" + word.asString() + "'" : word.toString();
    }

    private static String joined(JsonNode parts, String sign, String indent) {
        List<String> all = new ArrayList<>();
        parts.forEach(part -> all.add(type(part, indent)));
        return String.join(sign, all);
    }

    private static String single(String type, JsonNode schema, String indent) {
        return switch (type) {
            case "string" -> "string";
            case "integer", "number" -> "number";
            case "boolean" -> "boolean";
            case "null" -> "null";
            case "array" -> {
                String item = type(schema.path("items"), indent);
                yield item.contains(" ") ? "(" + item + ")[]" : item + "[]";
            }
            case "object" -> object(schema, indent);
            default -> "any";
        };
    }

    private static String object(JsonNode schema, String indent) {
        JsonNode properties = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        if (properties.isEmpty()) {
            return others.isObject() && !others.isEmpty()
                    ? "{[name: string]: " + type(others, indent) + "}"
                    : "{[name: string]: any}";
        }
        TreeSet<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        StringBuilder out = new StringBuilder("{\n");
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            out.append(indent)
                    .append("  ")
                    .append(name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "'" + name + "'")
                    .append(required.contains(name) ? ": " : "?: ")
                    .append(type(property.getValue(), indent + "  "))
                    .append(";\n");
        }
        return out.append(indent).append('}').toString();
    }
}
