using System.CommandLine;
using RetailKlip.Trainer;

var config = new Option<FileInfo>("--config") { Description = "The recipe, a JSON file.", Required = true };
var root = new RootCommand("Trains product encoders for RetailKlip.Edge.")
{
    Command("train", "Trains an encoder by a recipe, resuming from its last checkpoint, and writes its model package.", isTraining: true),
    Command("package", "Writes the model package of a run's last checkpoint without training on.", isTraining: false),
    new ImportCommand(),
};
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;

Command Command(string name, string description, bool isTraining)
{
    var command = new Command(name, description) { config };
    command.SetAction((result, cancellation) => TrainCommand.RunAsync(result.GetRequiredValue(config).FullName, isTraining, cancellation));
    return command;
}
