public import LuaValues
import Recipes

/// Values as JSON and back.
public enum JSONBody {
    /// - Throws: `StepError` where a value has no form in JSON.
    static func encode(_ value: LuaValue) throws(StepError) -> [UInt8] {
        do throws(JSONWriter.Fault) {
            return try JSONWriter.write(value)
        } catch {
            throw StepError(
                code: "invalid_option", "http_request: 'json' holds what JSON has no form for",
                hint: "tables have either items or names; secrets go into headers or body", fields: ["option": "json"])
        }
    }

    /// The value of JSON text; `nil` where it is none, or more than a recipe can be given.
    public static func decode(_ text: String) -> LuaValue? { try? JSONReader.read(text) }
}
