using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RetailKlip.Cli;

/// <summary>Options and arguments that several commands share, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    public static Option<string> Model() => new("--model")
    {
        Description = "Model package: a folder with encoder.onnx and model.json.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<string> Gallery() => new("--gallery")
    {
        Description = "Gallery file, as `klip gallery build` writes it.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string> Protocol() => new("--protocol")
    {
        Description = "Tab-separated file with header 'role product path'; role is gallery, query or unknown.",
        HelpName = "TSV",
        Required = true,
    };

    public static Option<string> ProtocolImages() => new("--images")
    {
        Description = "Folder that the protocol's paths are relative to.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<bool> Json(string description = "Prints JSON also on a terminal; it is what a pipe or a file gets anyway.") =>
        new("--json") { Description = description };

    public static Option<bool> JsonOnRequest() => Json("Prints JSON in place of text.");

    public static Option<bool> JsonLinesAlways() => Json("Accepted for scripts; the output is always JSON lines.");

    public static Argument<string[]> Pictures() => new("FILE")
    {
        Description = $"Pictures: {PictureFiles.Kinds}.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Argument<string> GalleryFile() => new("FILE") { Description = "Gallery file." };

    /// <summary>A whole number of at least <paramref name="least"/>; anything else is wrong usage.</summary>
    public static Option<int> Count(string name, string description, int least = 1, int? byDefault = null, bool required = false)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", Required = required };
        if (byDefault is { } value)
            option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && given < least)
                result.AddError($"{name} is {given}; at least {least} is expected.");
        });
        return option;
    }

    /// <summary>A share in [0, 1); anything else is wrong usage.</summary>
    public static Option<double?> Share(string name, string description, double? byDefault = null)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "SHARE" };
        if (byDefault is { } value)
            option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) && given is not (>= 0 and < 1))
                result.AddError(Culture.Text($"{name} is {given}; a share of at least 0 and below 1 is expected, such as 0.01 for 1 %."));
        });
        option.CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share
            : Refuse(result, $"{name} is '{result.Tokens[0].Value}'; a share such as 0.01 is expected.");
        return option;

        static double? Refuse(ArgumentResult result, string error)
        {
            result.AddError(error);
            return null;
        }
    }

    /// <summary>Whether results go out as JSON: asked for, or standard output is no terminal.</summary>
    public static bool WantsJson(this ParseResult arguments, Option<bool> json) => arguments.GetValue(json) || Console.IsOutputRedirected;
}
