package dev.weir.gateway.docs;

import dev.weir.gateway.cli.Main;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The commands of the command line with their flags, as their classes declare them. */
final class Commands {

    private Commands() {}

    /** The flags of each command. */
    static Map<String, Set<String>> flags()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Map<String, Set<String>> commands = new TreeMap<>();
        Path classes =
                Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .resolve(Main.class.getPackageName().replace('.', File.separatorChar));
        List<Path> files;
        try (Stream<Path> list = Files.list(classes)) {
            files = list.filter(file -> file.toString().endsWith("Command.class")).toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".class", "");
            Class<?> type = Class.forName(Main.class.getPackageName() + "." + name);
            Command command = type.getAnnotation(Command.class);
            if (command != null) {
                Set<String> flags = new TreeSet<>();
                collect(type, flags);
                if (command.mixinStandardHelpOptions()) {
                    flags.addAll(List.of("-h", "--help", "-V", "--version"));
                }
                for (String each : names(type, command)) {
                    commands.put(each, flags);
                }
            }
        }
        return commands;
    }

    /** A class without a name is a command for each word of its list of things. */
    private static List<String> names(Class<?> type, Command command) {
        List<String> names = new ArrayList<>();
        for (Class<?> inner : type.getDeclaredClasses()) {
            if (inner.isEnum()) {
                for (Object thing : inner.getEnumConstants()) {
                    names.add(thing.toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        return command.name().startsWith("<") ? names : List.of(command.name());
    }

    private static void collect(Class<?> type, Set<String> flags) {
        for (Field field : type.getDeclaredFields()) {
            Option option = field.getAnnotation(Option.class);
            if (option != null) {
                flags.addAll(List.of(option.names()));
            }
            if (field.isAnnotationPresent(Mixin.class)
                    || field.isAnnotationPresent(ArgGroup.class)) {
                collect(field.getType(), flags);
            }
        }
    }
}
