import Primitives
import Recipes

extension PrimitiveRegistry {
    /// The primitives this program has.
    static var standard: PrimitiveRegistry { PrimitiveRegistry(StandardPrimitives.all()) }
}
