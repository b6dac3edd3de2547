using System.CommandLine;
using RetailKlip.Trainer;

var config = new Option<FileInfo>("--config") { Description = "The recipe, a JSON file.", Required = true };
var device = new Option<string>("--device") { Description = "cpu or cuda; cuda needs a build with TorchFlavor=cuda.", DefaultValueFactory = _ => "cpu" };
device.AcceptOnlyFromAmong("cpu", "cuda");
var root = new RootCommand("Trains product encoders for RetailKlip.Edge.")
{
    Command("train", "Trains an encoder by a recipe, resuming from its last checkpoint, and writes its model package.", isTraining: true),
    Command("package", "Writes the model package of a run's last checkpoint without training on.", isTraining: false),
    new ImportCommand(),
    new StudyCommand(device),
    new ReportCommand(),
};
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;

Command Command(string name, string description, bool isTraining)
{
    var command = new Command(name, description) { config, device };
    command.SetAction((result, cancellation) => TrainCommand.RunAsync(
        result.GetRequiredValue(config).FullName, result.GetRequiredValue(device), isTraining, cancellation));
    return command;
}
