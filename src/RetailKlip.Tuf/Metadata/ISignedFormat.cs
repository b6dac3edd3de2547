namespace RetailKlip.Tuf;

/// <summary>How a kind of metadata is recognised and read.</summary>
public interface ISignedFormat<T>
    where T : Signed, ISignedFormat<T>
{
    /// <summary>The value of <c>_type</c>.</summary>
    static abstract string Type { get; }

    /// <param name="signed">The signed object of a metadata file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="TufException">It is malformed.</exception>
    static abstract T Read(System.Text.Json.JsonElement signed, string where);
}
