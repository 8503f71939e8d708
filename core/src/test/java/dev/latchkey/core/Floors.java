package dev.latchkey.core;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which packages of a module may use which others of it. A package stands on a floor, and uses packages of lower floors
 * only: so there are no circles.
 */
public final class Floors {

    private final String root;
    private final Map<String, Floor> floors;

    private record Floor(int number, Set<String> mayUse) {}

    private Floors(String root, Map<String, Floor> floors) {
        this.root = root;
        this.floors = floors;
    }

    /**
     * Reads a table.
     *
     * @param root the package of the module, which may use all others and is {@code (root)} in the table
     * @param table a line for each package: its floor, its name, and the packages that it may use
     */
    public static Floors of(String root, String table) {
        Map<String, Floor> floors = new LinkedHashMap<>();
        table.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .forEach(words -> floors.put(
                        words.get(1),
                        new Floor(Integer.parseInt(words.getFirst()), Set.copyOf(words.subList(2, words.size())))));
        floors.computeIfPresent("(root)", (name, floor) -> new Floor(floor.number(), floors.keySet()));
        return new Floors(root, floors);
    }

    /** How many floors there are. */
    public int height() {
        return floors.values().stream().mapToInt(Floor::number).max().orElseThrow();
    }

    /** What is wrong with the table itself: arrows that do not point down, and packages that it does not have. */
    public Collection<String> faults() {
        Set<String> faults = new TreeSet<>();
        floors.forEach((name, floor) -> floor.mayUse().stream()
                .filter(used -> !used.equals(name))
                .filter(used -> !floors.containsKey(used) || floors.get(used).number() >= floor.number())
                .forEach(used -> faults.add(name + " -> " + used)));
        return faults;
    }

    /** What the classes do that the table does not allow, with a class that does it. */
    public Collection<String> violations(JavaClasses classes) {
        return classes.stream()
                .filter(this::isOurs)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(arrow -> isOurs(arrow.getTargetClass()))
                .filter(arrow -> !isAllowed(arrow))
                .map(arrow -> name(arrow.getOriginClass()) + " -> " + name(arrow.getTargetClass()) + ": "
                        + arrow.getOriginClass().getSimpleName() + " uses "
                        + arrow.getTargetClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The packages that have classes. */
    public Set<String> found(JavaClasses classes) {
        return classes.stream().filter(this::isOurs).map(this::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The packages of the table. */
    public Set<String> names() {
        return new TreeSet<>(floors.keySet());
    }

    private boolean isAllowed(Dependency arrow) {
        String from = name(arrow.getOriginClass());
        String to = name(arrow.getTargetClass());
        Floor floor = floors.get(from);
        return from.equals(to) || (floor != null && floor.mayUse().contains(to));
    }

    private boolean isOurs(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }

    private String name(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) ? "(root)" : name.substring(root.length() + 1);
    }
}
