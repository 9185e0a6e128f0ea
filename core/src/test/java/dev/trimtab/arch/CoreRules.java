package dev.trimtab.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** What core promises, as rules; docs/adr/0001-pure-core.md says why. */
final class CoreRules {
    /** The sentence of the architecture, package by package. */
    static final List<String> FLOW = List.of(
            "name",
            "spec",
            "observe",
            "judge",
            "override",
            "plan",
            "safety",
            "records",
            "verify",
            "event",
            "port",
            "loop");

    /** Packages of the JDK through which the world could come in. */
    private static final String[] WORLDLY = {
        "java.util.logging..",
        "java.lang.System$Logger",
        "java.net.http..",
        "java.sql..",
        "java.nio.channels..",
        "javax.."
    };

    /** By owner: every one of its members. */
    private static final Set<String> CHANCE = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom",
            "java.util.random.RandomGenerator",
            "java.util.random.RandomGeneratorFactory");

    /** By owner: these of its members. */
    private static final Map<String, Set<String>> AMBIENT = Map.of(
            "java.lang.System",
            Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty", "getLogger"),
            "java.lang.Math",
            Set.of("random"),
            "java.lang.StrictMath",
            Set.of("random"),
            "java.util.UUID",
            Set.of("randomUUID"),
            "java.lang.Thread",
            Set.of("sleep", "start", "startVirtualThread", "ofVirtual", "ofPlatform"));

    private CoreRules() {}

    /** Each package imports only from those before it. */
    static ArchRule flow(String root, List<String> packages) {
        return classes()
                .that()
                .resideInAPackage(root + ".(*)..")
                .should(followTheFlow(root, packages))
                .because("flow order is import order");
    }

    static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    /** The JDK, JSpecify, itself: nothing else. */
    static ArchRule jdkOnly(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + "..", "java..", "org.jspecify.annotations..")
                .because("core knows no library");
    }

    static ArchRule unworldly(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(WORLDLY)
                .because("core does no I/O and logs nothing");
    }

    /** No clock, no chance, no environment, no thread of its own: all of it is an argument. */
    static ArchRule timeless(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(ambient())
                .because("time, chance and identity are arguments");
    }

    /** Names that say what a thing is. */
    static ArchRule tellingNames(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Base)")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .because("a function belongs to the type whose law it states");
    }

    static ArchRule nullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(liveInANullMarkedPackage())
                .because("NullAway judges marked packages only");
    }

    private static ArchCondition<JavaClass> followTheFlow(String root, List<String> packages) {
        return new ArchCondition<>("depend only on packages that stand before their own in " + packages) {
            @Override
            public void check(JavaClass dependent, ConditionEvents events) {
                int own = packages.indexOf(stage(root, dependent));
                if (own < 0) {
                    events.add(SimpleConditionEvent.violated(
                            dependent, dependent.getName() + " has no place in the flow"));
                    return;
                }
                dependent.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith(root + "."))
                        .filter(dependency -> packages.indexOf(stage(root, dependency.getTargetClass())) > own)
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }
        };
    }

    /** The first package below the root that a class lies in. */
    private static String stage(String root, JavaClass type) {
        return type.getPackageName().substring(root.length() + 1).split("\\.", 2)[0];
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + ": its package is not @NullMarked"));
                }
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> ambient() {
        return new DescribedPredicate<>("a clock, chance, the environment or a thread") {
            @Override
            public boolean test(JavaAccess<?> access) {
                String owner = access.getTargetOwner().getName();
                String member = access.getTarget().getName();
                boolean clock = owner.startsWith("java.time.")
                        && (member.equals("now") || member.startsWith("system") || member.startsWith("tick"));
                return clock
                        || CHANCE.contains(owner)
                        || AMBIENT.getOrDefault(owner, Set.of()).contains(member);
            }
        };
    }
}
